import { type WeierstrassPoint, type WeierstrassPointCons, weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { concatenate } from '../octets.js';

/** Parameter Set 1 of RFC 6509 Appendix A; `n` is the length of an SSV in bits. */
export const parameterSet1 = {
  n: 128,
  p: number(`
  997abb1f0a563fda65c61198dad0657a416c0ce19cb48261be9ae358b3e01a2e
  f40aab27e2fc0f1b228730d531a59cb0e791b39ff7c88a19356d27f4a666a6d0
  e26c6487326b4cd4512ac5cd65681ce1b6aff4a831852a82a7cf3c521c3c09aa
  9f94d6af56971f1ffce3e82389857db080c5df10ac7ace87666d807afea85feb
`),
  q: number(`
  265eaec7c2958ff69971846636b4195e905b0338672d20986fa6b8d62cf8068b
  bd02aac9f8bf03c6c8a1cc354c69672c39e46ce7fdf222864d5b49fd2999a9b4
  389b1921cc9ad335144ab173595a07386dabfd2a0c614aa0a9f3cf14870f026a
  a7e535abd5a5c7c7ff38fa08e2615f6c203177c42b1eb3a1d99b601ebfaa17fb
`),
  px: number(`
  53fc09ee332c29ad0a7990053ed9b52a2b1a2fd60aec69c698b2f204b6ff7cbf
  b5edb6c0f6ce2308ab10db9030b09e1043d5f22cdb9dfa55718bd9e7406ce890
  9760af765dd5bccb337c86548b72f2e1a702c3397a60de74a7c1514dba66910d
  d5cfb4cc80728d87ee9163a5b63f73ec80ec46c4967e0979880dc8abeae63895
`),
  py: number(`
  0a8249063f6009f1f9f1f0533634a135d3e82016029906963d778d821e141178
  f5ea69f4654ec2b9e7f7f5e5f0de55f66b598ccf9a140b2e416cff0ca9e032b9
  70dae117ad547c6ccad696b5b7652fe0ac6f1e80164aa989492d979fc5a4d5f2
  13515ad7e9cb99a980bdad5ad5bb4636adb9b5706a67dcde75573fd71bef16d7
`),
  g: number(`
  66fc2a432b6ea392148f15867d623068c6a87bd1fb94c41e27fabe658e015a87
  371e94744c96feda449ae9563f8bc446cbfda85d5d00ef577072da8f541721be
  ee0faed1828eab90b99dfb0138c7843355df0460b4a9fd74b4f1a32bcafa1ffa
  d682c033a7942bcce3720f20b9b7b0403c8cae87b7a0042acde0fab36461ea46
`),
} as const;

/** Octets of an element of F_p, L in RFC 6508 §4. */
export const elementOctets = 128;

/** A point of the curve. */
export type SakkePoint = WeierstrassPoint<bigint>;

/** E(F_p): y^2 = x^3 - 3x, supersingular, of order p + 1 = 4q (RFC 6508 §2.1). */
export const sakkeCurve: WeierstrassPointCons<bigint> = weierstrass({
  ...{ p: parameterSet1.p, n: parameterSet1.q, h: 4n, a: parameterSet1.p - 3n, b: 0n },
  ...{ Gx: parameterSet1.px, Gy: parameterSet1.py },
});

/** Bits of a window in the tables of P and of KMS public keys: 257 windows of 8 points make about 1 MB and a tenfold speed. */
const windowBits = 4;
sakkeCurve.BASE.precompute(windowBits);

/** Prepares a point for many multiplications: its table is made at the first one. */
export function withTable(point: SakkePoint): SakkePoint {
  return point.precompute(windowBits);
}

/**
 * Reads 0x04 || x || y (RFC 6508 §4); `undefined` for anything else, and for what is not on the curve. The point of order 2, whose
 * y is 0, is none either. That the order is q remains to be shown.
 */
export function readSakkePoint(octets: Uint8Array): SakkePoint | undefined {
  if (octets.length !== 2 * elementOctets + 1 || octets[0] !== 4) return undefined;
  const x = bytesToNumberBE(octets.subarray(1, elementOctets + 1));
  const y = bytesToNumberBE(octets.subarray(elementOctets + 1));
  const { Fp } = sakkeCurve;
  if (!Fp.isValid(x) || !Fp.isValidNot0(y)) return undefined;
  if (!Fp.eql(Fp.sqr(y), Fp.create(x * (x * x - 3n)))) return undefined;
  return sakkeCurve.fromAffine({ x, y });
}

/** Whether q is the order of a point. */
export function hasOrderQ(point: SakkePoint): boolean {
  return insideSubgroup(() => point.isTorsionFree()) ?? false;
}

/**
 * Runs point arithmetic that has no exceptions in the subgroup of order q. Outside of it, where two points can differ by one of
 * order 2, the formulas in use give no point, which is an exception there and `undefined` here.
 */
export function insideSubgroup<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

/** Writes a point as {@link readSakkePoint} reads it. */
export function writeSakkePoint(point: SakkePoint): Uint8Array {
  const { x, y } = point.toAffine();
  return concatenate(Uint8Array.of(4), numberToBytesBE(x, elementOctets), numberToBytesBE(y, elementOctets));
}

function number(digits: string): bigint {
  return BigInt(`0x${digits.replace(/\s/g, '')}`);
}
