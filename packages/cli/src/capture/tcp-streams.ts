import type { Segment } from './tcp.js';

/** What one direction of a TCP connection delivers, in order. */
export type StreamEvent =
  | { readonly kind: 'data'; readonly octets: Buffer }
  /** Octets that the capture does not hold; the next data begins behind them. */
  | { readonly kind: 'gap'; readonly length: number };

const mostStreams = 4096;
/** Limits of what waits for a missing segment: then the capture has lost it. */
const mostWaiting = { segments: 256, octets: 262_144 } as const;

interface Waiting {
  readonly sequence: number;
  readonly octets: Buffer;
}

/** Puts the segments of one direction in order; what was sent twice is delivered once. */
class TcpStream {
  #next: number | undefined;
  #waiting: Waiting[] = [];

  push({ sequence, syn, payload }: Segment): StreamEvent[] {
    // A new connection on the same ports: what waited is never coming, and SYN itself counts as one.
    if (syn) {
      const events = this.flush();
      this.#next = (sequence + 1) >>> 0;
      sequence = this.#next;
      return payload.length === 0 ? events : [...events, ...this.#accept(sequence, payload)];
    }
    if (payload.length === 0) return [];
    this.#next ??= sequence;
    return this.#accept(sequence, payload);
  }

  /** All that still waits, with the gaps between. */
  flush(): StreamEvent[] {
    const events: StreamEvent[] = [];
    while (this.#waiting.length > 0) events.push(...this.#overGap());
    return events;
  }

  #accept(sequence: number, payload: Buffer): StreamEvent[] {
    if (distance(sequence, this.#next as number) > 0) {
      this.#wait({ sequence, octets: Buffer.from(payload) });
      const octets = this.#waiting.reduce((sum, segment) => sum + segment.octets.length, 0);
      return this.#waiting.length > mostWaiting.segments || octets > mostWaiting.octets ? this.#overGap() : [];
    }
    const events = this.#deliver({ sequence, octets: payload });
    return events.length === 0 ? events : [...events, ...this.#ripe()];
  }

  #wait(segment: Waiting): void {
    const place = this.#waiting.findLastIndex(other => distance(segment.sequence, other.sequence) >= 0);
    this.#waiting.splice(place + 1, 0, segment);
  }

  #deliver({ sequence, octets }: Waiting): StreamEvent[] {
    const known = distance(this.#next as number, sequence);
    if (known >= octets.length) return [];
    this.#next = (sequence + octets.length) >>> 0;
    return [{ kind: 'data', octets: octets.subarray(known) }];
  }

  #ripe(): StreamEvent[] {
    const events: StreamEvent[] = [];
    let ripe = 0;
    for (const segment of this.#waiting) {
      if (distance(segment.sequence, this.#next as number) > 0) break;
      events.push(...this.#deliver(segment));
      ripe++;
    }
    this.#waiting.splice(0, ripe);
    return events;
  }

  #overGap(): StreamEvent[] {
    const first = this.#waiting[0] as Waiting;
    const length = distance(first.sequence, this.#next as number);
    this.#next = first.sequence;
    return [...(length > 0 ? [{ kind: 'gap', length } as const] : []), ...this.#ripe()];
  }
}

/** `a - b` of two sequence numbers, which wrap (RFC 9293 §3.4). */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}

/** All TCP directions of a capture, at most 4096 at a time: the one that was silent longest is forgotten. */
export class TcpStreams {
  readonly #streams = new Map<string, TcpStream>();
  readonly #onForgotten: (key: string, events: readonly StreamEvent[]) => void;

  /** `onForgotten` hears of a direction that has ended or had to go, with what it still had to deliver. */
  constructor(onForgotten: (key: string, events: readonly StreamEvent[]) => void) {
    this.#onForgotten = onForgotten;
  }

  push(key: string, segment: Segment): StreamEvent[] {
    const stream = this.#streams.get(key) ?? new TcpStream();
    this.#streams.delete(key);
    this.#streams.set(key, stream);
    const events = stream.push(segment);
    if (this.#streams.size > mostStreams) this.#forget(this.#streams.keys().next().value as string);
    return events;
  }

  end(key: string): void {
    if (this.#streams.has(key)) this.#forget(key);
  }

  endAll(): void {
    for (const key of [...this.#streams.keys()]) this.#forget(key);
  }

  #forget(key: string): void {
    const stream = this.#streams.get(key);
    this.#streams.delete(key);
    this.#onForgotten(key, stream?.flush() ?? []);
  }
}
