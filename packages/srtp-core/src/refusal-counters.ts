import { type PacketRefusal, packetStatus, refusalOf } from './status.js';

const reasons = Object.keys(packetStatus).length;

/** How many packets were refused, by reason. */
export class RefusalCounters {
  readonly #counts: number[] = Array(reasons).fill(0);

  /** Counts a status and returns it. */
  count(status: number): number {
    const at = -1 - status;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    return status;
  }

  get all(): Readonly<Record<PacketRefusal, number>> {
    return Object.fromEntries(this.#counts.map((count, at) => [refusalOf(-1 - at) as PacketRefusal, count])) as Record<
      PacketRefusal,
      number
    >;
  }
}
