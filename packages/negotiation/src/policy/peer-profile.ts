import type { PeerProfile } from './interop-policy.js';

/** Something that a peer was seen to do, and where. */
export interface Evidence {
  readonly behaviour: string;
  /** An issue (`owner/repository#number`), a manual, or `observed` with the version that was run. */
  readonly source: string;
}

/** A kind of peer by name: how it is met, and why. */
export interface PeerDescription {
  /** What it is, for people. */
  readonly title: string;
  /** What differs from the defaults; nothing in it can make a session weaker. */
  readonly interop: PeerProfile;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** What the caller must see to, for no policy of this package can. */
  readonly advice?: string;
}
