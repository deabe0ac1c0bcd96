import { isMikey, isUsable, keyMgmtOf, type SectionReading } from '@sdpsec/negotiation/reading';

/** A way of keying. */
export type KeyingWay = 'sdes' | 'mikey' | 'dtls' | 'zrtp';

/** Every way of keying for which a section has a usable line, in one order. */
export function keyingWays(section: SectionReading): readonly KeyingWay[] {
  const { crypto, fingerprints, zrtpHashes, profile } = section;
  return [
    ...(crypto.some(isUsable) && !profile.tls ? (['sdes'] as const) : []),
    ...(keyMgmtOf(section).some(isMikey) ? (['mikey'] as const) : []),
    ...(fingerprints.some(({ refusal }) => !refusal) ? (['dtls'] as const) : []),
    ...(zrtpHashes.some(({ refusal }) => !refusal) ? (['zrtp'] as const) : []),
  ];
}
