import { type PacketRefusal, packetStatus, refusalOf } from './status.js';

/** How many packets were refused, by reason. */
export class RefusalCounters {
  readonly #counts = new Float64Array(Object.keys(packetStatus).length);

  /** Counts a status and returns it. */
  count(status: number): number {
    const at = -1 - status;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    return status;
  }

  get all(): Readonly<Record<PacketRefusal, number>> {
    return Object.fromEntries(Array.from(this.#counts, (count, at) => [refusalOf(-1 - at) as PacketRefusal, count])) as Record<
      PacketRefusal,
      number
    >;
  }
}
