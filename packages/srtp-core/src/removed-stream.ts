/** The highest indices of a stream that was removed: should it come back, nothing up to them is accepted again. */
export interface RemovedStream {
  readonly srtp: number;
  readonly srtcp: number;
  /** The highest SRTCP index under the keys before, -1: none. */
  readonly srtcpBefore: number;
}

/** Removed streams that are remembered; only a peer that holds the keys can make any. */
const maxRemoved = 4096;

/** Remembers up to where a stream has received; the one that has been remembered for longest makes room. */
export function noteRemoved(removed: Map<number, RemovedStream>, ssrc: number, highest: RemovedStream): void {
  const known = removed.get(ssrc) ?? highest;
  removed.set(ssrc, {
    srtp: Math.max(highest.srtp, known.srtp),
    srtcp: Math.max(highest.srtcp, known.srtcp),
    srtcpBefore: Math.max(highest.srtcpBefore, known.srtcpBefore),
  });
  if (removed.size > maxRemoved) removed.delete(removed.keys().next().value as number);
}
