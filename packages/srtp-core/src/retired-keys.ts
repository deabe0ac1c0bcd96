import { SrtpError } from './errors.js';
import type { LiveKeys } from './generation.js';

/** What is kept of a master key that went: under it no index may come twice, and its life goes on should it come back. */
export interface RetiredKey {
  /** How often the direction had set its ROC back to zero when the key was in use. */
  readonly resets: number;
  /** Packets of its life that were used. */
  readonly srtp: number;
  readonly srtcp: number;
}

/** What is known of a key and salt from before, in use or not. */
export function usedBefore(material: string, live: LiveKeys, retired: ReadonlyMap<string, RetiredKey>): RetiredKey | undefined {
  for (const key of live.values())
    if (key.names.material === material) return { resets: key.resets, srtp: key.srtp.used, srtcp: key.srtcp.used };
  return retired.get(material);
}

/**
 * Refuses keys that come back after the ROC was set to zero: a sender would repeat keystream, a receiver accept old packets again.
 *
 * @throws SrtpError `index-reused`
 */
export function refuseReturns(
  materials: ReadonlySet<string>,
  live: LiveKeys,
  retired: ReadonlyMap<string, RetiredKey>,
  resets: number,
): void {
  for (const material of materials) {
    const before = usedBefore(material, live, retired);
    if (before && before.resets !== resets)
      throw new SrtpError('index-reused', 'a key that was in use before the ROC was reset came back: agree on a new one');
  }
}

/** Takes new keys in; one that was in use before goes on with its life. */
export function adoptCreated(created: LiveKeys, live: LiveKeys, retired: ReadonlyMap<string, RetiredKey>): void {
  for (const [id, key] of created) {
    const before = usedBefore(key.names.material, live, retired);
    if (before) {
      key.srtp.skip(before.srtp);
      key.srtcp.skip(before.srtcp);
    }
    live.set(id, key);
  }
}

/** Erases the session keys of every key that is not in use any more. */
export function retireAllBut(used: ReadonlySet<string>, live: LiveKeys, retired: Map<string, RetiredKey>): void {
  for (const [id, key] of live) {
    if (used.has(id)) continue;
    retired.set(key.names.material, { resets: key.resets, srtp: key.srtp.used, srtcp: key.srtcp.used });
    live.delete(id);
    key.close();
  }
}
