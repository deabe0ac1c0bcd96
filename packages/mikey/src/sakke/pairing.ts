import { FpInvertBatch } from '@noble/curves/abstract/modular.js';
import { insideSubgroup, parameterSet1, type SakkePoint, sakkeCurve } from './sakke-curve.js';

const { Fp, ZERO } = sakkeCurve;

/** An element a + ib of F_p[i], i^2 = -1; up to factors in F_p it stands for an element of PF_p (RFC 6508 §2.1). */
interface Complex {
  readonly a: bigint;
  readonly b: bigint;
}

/** The line of one step of Miller's algorithm: `slope` * Q_x + `constant` + i * Q_y at the distorted point [i]Q. */
interface Line {
  readonly slope: bigint;
  readonly constant: bigint;
  /** Whether v is squared before the line is multiplied in: a doubling. */
  readonly doubling: boolean;
}

/** The lines through the multiples of a point R: all that the pairing <R, Q> needs to know of R. */
export type PairingLines = readonly Line[];

/** q - 1 behind its most significant bit. */
const bitsOfOrder = [...(parameterSet1.q - 1n).toString(2)].slice(1).map(bit => bit === '1');

/**
 * The lines of <R, ·>; `undefined` when the order of R is not q. The multiples are computed in projective coordinates, and all
 * inversions, of their Z and of the denominators of the slopes, share one each. A receiver's key meets many Q: the pairing is
 * symmetric, so this part is paid once a key.
 */
export function pairingLines(r: SakkePoint): PairingLines | undefined {
  const multiples = insideSubgroup(() => multiplesOf(r));
  if (!multiples) return undefined;
  const { x: rx, y: ry } = r.toAffine();
  // With the right order none of the denominators is zero.
  const points = affine(multiples.map(({ c: point }) => point));
  const denominators = points.map(({ x, y }, index) => (multiples[index]?.doubling ? Fp.add(y, y) : Fp.sub(x, rx)));
  const inverses = FpInvertBatch(Fp, denominators);
  return points.map(({ x, y }, index) => {
    const doubling = multiples[index]?.doubling === true;
    const rise = doubling ? Fp.create(3n * (x * x - 1n)) : Fp.sub(y, ry);
    const slope = Fp.mul(rise, inverses[index] as bigint);
    return { slope, constant: Fp.create(slope * x - y), doubling };
  });
}

/** A multiple C of R, and what happens to it next: it is doubled, or R is added. */
interface Multiple {
  readonly c: SakkePoint;
  readonly doubling: boolean;
}

/** The multiples on the way to [q-1]R, which is -R exactly when the order of R is q; `undefined` when it is not. */
function multiplesOf(r: SakkePoint): readonly Multiple[] | undefined {
  const multiples: Multiple[] = [];
  let c = r;
  for (const bit of bitsOfOrder) {
    multiples.push({ c, doubling: true });
    c = c.double();
    if (!bit) continue;
    multiples.push({ c, doubling: false });
    c = c.add(r);
  }
  return !r.equals(ZERO) && c.equals(r.negate()) ? multiples : undefined;
}

/**
 * <R, Q> of RFC 6508 §3.2 as the representative in F_p, from the lines of R. Q is a point of the curve with y other than 0: no line
 * vanishes at [i]Q then, whatever the order of Q.
 */
export function pairing(lines: PairingLines, q: SakkePoint): bigint {
  const { x, y } = q.toAffine();
  let v: Complex = { a: 1n, b: 0n };
  for (const { slope, constant, doubling } of lines) {
    if (doubling) v = square(v);
    v = multiply(v, { a: Fp.create(slope * x + constant), b: y });
  }
  // c = (p + 1) / q = 4
  return representative(square(square(v)));
}

/** g^r for an element of PF_p[q] given by its representative, with windows of 4 bits (RFC 6508 §6.2.1, 4a). */
export function powerInPf(g: bigint, r: bigint): bigint {
  const powers: Complex[] = [{ a: 1n, b: 0n }];
  for (let i = 1; i < 16; i++) powers.push(multiply(powers[i - 1] as Complex, { a: 1n, b: g }));
  let result = powers[0] as Complex;
  for (const digit of r.toString(16)) {
    for (let i = 0; i < 4; i++) result = square(result);
    result = multiply(result, powers[Number.parseInt(digit, 16)] as Complex);
  }
  return representative(result);
}

/** One reduction for two products. */
function multiply(one: Complex, other: Complex): Complex {
  return { a: Fp.create(one.a * other.a - one.b * other.b), b: Fp.create(one.a * other.b + one.b * other.a) };
}

function square({ a, b }: Complex): Complex {
  return { a: Fp.create((a + b) * (a - b)), b: Fp.create(2n * a * b) };
}

/** b / a */
function representative({ a, b }: Complex): bigint {
  return Fp.div(b, a);
}

/** Affine coordinates of many points with one inversion. */
function affine(points: readonly SakkePoint[]): { x: bigint; y: bigint }[] {
  const inverses = FpInvertBatch(
    Fp,
    points.map(({ Z }) => Z),
  );
  return points.map((point, index) => point.toAffine(inverses[index]));
}
