import type { Settlement } from './conclude.js';

/** RFC 8122 §5, RFC 5763 §5, RFC 8842 §4. */
const dtls = ['fingerprint', 'setup', 'tls-id'] as const;
/** RFC 6189 §8. */
const zrtp = ['zrtp-hash'] as const;

/** The attributes that make way for each outcome. */
const attributes = {
  sdes: [...dtls, ...zrtp],
  mikey: [...dtls, ...zrtp],
  dtls: zrtp,
  zrtp: dtls,
  plain: [...dtls, ...zrtp],
  rejected: [],
} as const satisfies Readonly<Record<Exclude<Settlement['kind'], 'bundled'>, readonly string[]>>;

/**
 * The attributes of ours by which an m= section of an answer would take up a second keying method beside the agreed one, or one at all
 * where media goes in the clear (RFC 8643 §3.2).
 */
export function supersededAttributes(settlement: Settlement, all: readonly Settlement[]): readonly string[] {
  const settled = settlement.kind === 'bundled' ? all[settlement.with] : settlement;
  if (!settled || settled.kind === 'bundled') return [];
  // The fingerprint of a data channel is none of RTP's.
  return settled.kind === 'plain' && !settled.rtp ? [] : attributes[settled.kind];
}

/** Those that no m= section in use needs from the session part. */
export function supersededInSession(all: readonly Settlement[]): readonly string[] {
  const [first = [], ...others] = all.filter(({ kind }) => kind !== 'rejected').map(one => supersededAttributes(one, all));
  return first.filter(name => others.every(names => names.includes(name)));
}
