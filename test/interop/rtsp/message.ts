// RTSP/1.0 as text (RFC 2326 §4 to §7), and what a connection carries besides: media packets behind a dollar sign (§10.12).

export interface RtspMessage {
  readonly kind: 'message';
  /** `SETUP rtsps://... RTSP/1.0` or `RTSP/1.0 200 OK`. */
  readonly startLine: string;
  /** In order; names as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface InterleavedPacket {
  readonly kind: 'packet';
  readonly channel: number;
  readonly octets: Buffer;
}

/** The longest message that is read, octets: a camera's SDP has a few thousand. */
const longestMessage = 1 << 20;

/** Cuts what a connection delivers, in pieces of any size, into messages and packets. */
export class RtspReader {
  #rest: Buffer = Buffer.alloc(0);

  *read(piece: Buffer): Generator<RtspMessage | InterleavedPacket> {
    this.#rest = Buffer.concat([this.#rest, piece]);
    for (let next = this.#next(); next; next = this.#next()) yield next;
    if (this.#rest.length > longestMessage) throw new Error(`an RTSP message has more than ${longestMessage} octets`);
  }

  #next(): RtspMessage | InterleavedPacket | undefined {
    const rest = this.#rest;
    if (rest[0] === 0x24) {
      const end = rest.length < 4 ? Number.POSITIVE_INFINITY : 4 + rest.readUInt16BE(2);
      if (rest.length < end) return undefined;
      this.#rest = rest.subarray(end);
      return { kind: 'packet', channel: rest[1] as number, octets: rest.subarray(4, end) };
    }
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const [startLine = '', ...lines] = rest.toString('utf8', 0, headEnd).trimStart().split('\r\n');
    const headers = lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    });
    const length = Number(headerOf({ headers }, 'Content-Length') ?? 0);
    const end = headEnd + 4 + (Number.isSafeInteger(length) && length > 0 ? length : 0);
    if (rest.length < end) return undefined;
    this.#rest = rest.subarray(end);
    return { kind: 'message', startLine, headers, body: rest.toString('utf8', headEnd + 4, end) };
  }
}

/** The value of a header; RFC 4567 §3.2 writes `keymgmt` and others `KeyMgmt`, so letters of any case are the same name. */
export function headerOf({ headers }: Pick<RtspMessage, 'headers'>, name: string): string | undefined {
  return headers.find(([of]) => of.toLowerCase() === name.toLowerCase())?.[1];
}

/** A message as it goes over the wire. */
export function formatMessage(startLine: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const length = body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
  const lines = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${startLine}\r\n${lines.join('')}\r\n${body}`;
}

/** A packet as it goes over the RTSP connection. */
export function formatPacket(channel: number, octets: Uint8Array): Buffer {
  const head = Buffer.from([0x24, channel, octets.length >> 8, octets.length & 0xff]);
  return Buffer.concat([head, octets]);
}

/** `server_port=5000-5001` among the parameters of a Transport header (RFC 2326 §12.39): 5000. */
export function transportNumber(transport: string, parameter: string): number | undefined {
  const found = new RegExp(`(?:^|;)\\s*${parameter}=(\\d{1,5})`, 'i').exec(transport)?.[1];
  return found === undefined ? undefined : Number(found);
}
