/** What {@link replayCache} takes. */
export interface ReplayCacheOptions {
  /** Most entries that are kept. Default 10,000, about 1 MB. */
  readonly capacity?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * A replay cache in memory (RFC 3830 §5.4), to be used as a host's `claimReplay`. A full one refuses new messages: to forget a young
 * entry would let its message in again. A farm of servers needs one that it shares.
 *
 * @example
 * ```ts
 * const host = { claimReplay: replayCache(), psk: () => key };
 * ```
 */
export function replayCache({
  capacity = 10_000,
  now = Date.now,
}: ReplayCacheOptions = {}): (id: string, expiresAt: number) => boolean {
  const entries = new Map<string, number>();
  let nextSweep = 0;
  return (id, expiresAt) => {
    const time = now();
    // A sweep costs as much as the cache is large: at most once a second, and before a refusal.
    if (entries.size >= capacity || time >= nextSweep) {
      for (const [known, expiry] of entries) if (expiry <= time) entries.delete(known);
      nextSweep = time + 1000;
    }
    if (entries.has(id) || entries.size >= capacity) return false;
    entries.set(id, expiresAt);
    return true;
  };
}
