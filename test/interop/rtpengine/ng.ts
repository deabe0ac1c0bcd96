import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** What the `ng` control protocol carries. */
export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded };

function encode(value: Bencoded): string {
  if (typeof value === 'number') return `i${value}e`;
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(encode).join('')}e`;
  const entries = Object.entries(value as { readonly [key: string]: Bencoded }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([key, one]) => encode(key) + encode(one)).join('')}e`;
}

class Decoder {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Bencoded {
    const kind = this.#text[this.#at];
    if (kind === 'i') {
      this.#at++;
      return Number(this.#until('e'));
    }
    if (kind === 'l') return this.#items();
    if (kind === 'd') {
      const items = this.#items();
      return Object.fromEntries(items.flatMap((key, i) => (i % 2 === 0 ? [[String(key), items[i + 1] ?? '']] : [])));
    }
    const length = Number(this.#until(':'));
    this.#at += length;
    return this.#text.slice(this.#at - length, this.#at);
  }

  #items(): Bencoded[] {
    const items: Bencoded[] = [];
    for (this.#at++; this.#text[this.#at] !== 'e'; ) items.push(this.value());
    this.#at++;
    return items;
  }

  #until(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at);
    const text = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return text;
  }
}

/** One command to rtpengine and its reply; anything but `ok` or `pong` throws. */
export function ng(port: number, command: { readonly [key: string]: Bencoded }): Promise<Record<string, Bencoded>> {
  const socket = createSocket('udp4');
  const cookie = randomBytes(6).toString('hex');
  return new Promise<Record<string, Bencoded>>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`rtpengine did not answer ${command.command}`)), 3_000);
    socket.on('message', datagram => {
      clearTimeout(late);
      const text = datagram.toString('latin1');
      const reply = new Decoder(text.slice(text.indexOf(' ') + 1)).value() as Record<string, Bencoded>;
      if (reply.result === 'ok' || reply.result === 'pong') resolve(reply);
      else reject(new Error(`rtpengine: ${JSON.stringify(reply)}`));
    });
    socket.bind(0, '127.0.0.1', () => socket.send(`${cookie} ${encode(command)}`, port, '127.0.0.1'));
  }).finally(() => socket.close());
}
