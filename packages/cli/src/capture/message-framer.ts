import { contentLength, headEnd, isStartLine, longest, type Message, readHead } from './message.js';
import { StreamBuffer } from './stream-buffer.js';

/** What a TCP direction turns out to carry. */
export type Framed =
  | { readonly kind: 'message'; readonly message: Message }
  /** A `$` frame between RTSP messages (RFC 2326 §10.12). */
  | { readonly kind: 'interleaved'; readonly channel: number; readonly payload: Buffer }
  | { readonly kind: 'tls' };

/** A direction that shows nothing known within so many octets is not listened to any more. */
const patience = 65_536;
const longestLine = 2100;
const dollar = 0x24;

/**
 * Cuts one TCP direction into SIP or RTSP messages by Content-Length (RFC 3261 §18.3) and into interleaved frames. Behind a gap,
 * or when the capture begins in the middle of a connection, it looks for the next place where one begins.
 */
export class MessageFramer {
  readonly #buffer = new StreamBuffer();
  #state: 'lost' | 'framed' | 'deaf' = 'lost';
  #begun = false;
  /** Octets that were passed over in vain. */
  #passed = 0;
  /** Octets that must be there before another look can find more. */
  #wanted = 0;

  push(octets: Buffer): Framed[] {
    if (this.#state === 'deaf') return [];
    if (!this.#begun && isTls(octets)) {
      this.#state = 'deaf';
      return [{ kind: 'tls' }];
    }
    this.#begun = true;
    this.#buffer.append(octets);
    const framed: Framed[] = [];
    if (this.#buffer.length < this.#wanted) return framed;
    this.#wanted = 0;
    for (let next = this.#next(); next; next = this.#next()) framed.push(next);
    return framed;
  }

  gap(): void {
    this.#buffer.clear();
    this.#wanted = 0;
    if (this.#state !== 'deaf') this.#state = 'lost';
  }

  #next(): Framed | undefined {
    while (this.#buffer.length > 0 && this.#state !== 'deaf') {
      if (this.#state === 'lost' && !this.#search()) return undefined;
      const octets = this.#buffer.octets;
      let from = 0;
      while (octets[from] === 0x0d || octets[from] === 0x0a) from++;
      this.#buffer.drop(from);
      const next = octets[from] === dollar ? this.#interleaved() : this.#message();
      if (next !== 'elsewhere') return next;
      this.#buffer.drop(1);
      this.#state = 'lost';
    }
    return undefined;
  }

  #interleaved(): Framed | undefined {
    const octets = this.#buffer.octets;
    const end = octets.length < 4 ? 4 : 4 + octets.readUInt16BE(2);
    if (octets.length < end) return this.#wait(end);
    this.#buffer.drop(end);
    return { kind: 'interleaved', channel: octets[1] as number, payload: octets.subarray(4, end) };
  }

  #message(): Framed | 'elsewhere' | undefined {
    const octets = this.#buffer.octets;
    if (octets.length === 0) return undefined;
    const end = headEnd(octets, 0);
    if (!end) {
      if (octets.length > longest.head || !mayBegin(octets)) return 'elsewhere';
      // A quarter more, so that a head in tiny pieces is not searched once for every piece.
      return octets.length < 4096 ? undefined : this.#wait(Math.ceil(octets.length * 1.25));
    }
    const head = readHead(octets.toString('utf8', 0, Math.min(end.at, longest.head)));
    const length = (head && contentLength(head)) ?? 0;
    if (!head || length > longest.body) return 'elsewhere';
    if (octets.length < end.bodyAt + length) return this.#wait(end.bodyAt + length);
    this.#buffer.drop(end.bodyAt + length);
    return { kind: 'message', message: { ...head, body: octets.subarray(end.bodyAt, end.bodyAt + length) } };
  }

  #wait(wanted: number): undefined {
    this.#wanted = wanted;
    return undefined;
  }

  /** Moves to where a message or a frame of RTP can begin; what was searched is dropped, so the work is linear. */
  #search(): boolean {
    const octets = this.#buffer.octets;
    const text = octets.toString('latin1');
    for (let at = 0; at < text.length; at = nextPlace(text, at)) {
      const lineEnd = text.indexOf('\n', at);
      const line = text.slice(at, lineEnd === -1 ? at + longestLine : Math.min(lineEnd, at + longestLine)).replace(/\r$/, '');
      if (isStartLine(line) || isRtpFrame(octets, at)) {
        this.#buffer.drop(at);
        this.#state = 'framed';
        this.#passed = 0;
        return true;
      }
      if (lineEnd === -1 && text.length - at < longestLine && mayBegin(octets.subarray(at))) {
        this.#buffer.drop(at);
        return false;
      }
    }
    this.#passed += octets.length;
    this.#buffer.clear();
    if (this.#passed > patience) this.#state = 'deaf';
    return false;
  }
}

/** A message begins behind a line end, a frame at any `$`. */
function nextPlace(text: string, at: number): number {
  const lineEnd = text.indexOf('\n', at);
  const frame = text.indexOf('$', at + 1);
  const places = [lineEnd === -1 ? text.length : lineEnd + 1, frame === -1 ? text.length : frame];
  return Math.min(...places);
}

function isRtpFrame(octets: Buffer, at: number): boolean {
  if (octets[at] !== dollar || octets.length < at + 5) return false;
  return (octets[at + 1] as number) < 32 && octets.readUInt16BE(at + 2) >= 8 && (octets[at + 4] as number) >> 6 === 2;
}

/** Whether these octets can be the beginning of a start line. */
function mayBegin(octets: Buffer): boolean {
  return /^[A-Za-z][A-Za-z_/]{0,31}(?:$|[ \d])/.test(octets.toString('latin1', 0, 40));
}

/** A handshake record of TLS 1.0 to 1.3 (RFC 8446 §5.1). */
function isTls(octets: Buffer): boolean {
  return octets.length >= 3 && octets[0] === 0x16 && octets[1] === 0x03 && (octets[2] as number) <= 0x04;
}
