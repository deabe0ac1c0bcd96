import type { SdpLine } from '@sdpsec/negotiation/document';
import {
  type AttributeIndex,
  type CryptoLine as JudgedLine,
  readCryptoCapability,
  readCryptoValue,
} from '@sdpsec/negotiation/reading';
import type { CryptoAttribute, CryptoProblem, ReadableParts } from '@sdpsec/sdes';

/** An attribute, and the 0-based index of its m= section: `undefined` in the session part. */
export interface AttributeLine {
  readonly line: SdpLine;
  readonly section: number | undefined;
}

/** An `a=crypto` line, one under a misspelt name, or the crypto attribute of an `a=acap` line (RFC 5939 §3.4.1), with what became of it. */
export interface CryptoLine extends AttributeLine {
  readonly kind: 'attribute' | 'misspelt' | 'capability';
  /** The value that was read: all of it, or what follows `crypto:` in a capability. */
  readonly text: string;
  /** Where `text` begins in the document. */
  readonly offset: number;
  readonly value: CryptoAttribute | CryptoProblem;
  /** What can be read of it; absent where that is nothing. */
  readonly parts?: ReadableParts | undefined;
}

/** A crypto line of which something can be read, whether it can be used or not: what is wrong with one field hides nothing of the others. */
export type ReadableLine = CryptoLine & { readonly parts: ReadableParts };

/** Whether something can be read of a line. */
export function isReadable(line: CryptoLine): line is ReadableLine {
  return line.parts !== undefined;
}

/** The crypto lines of a section, or of the session part, in their order. */
export function cryptoLines(
  judged: readonly JudgedLine[],
  attributes: AttributeIndex,
  section: number | undefined,
): CryptoLine[] {
  const found = judged.map(({ line, value }) => cryptoLine('attribute', line, section, value));
  const own = found.length;
  for (const [name, lines] of attributes)
    if (name !== 'crypto' && /^cr.{2,6}$/i.test(name))
      for (const line of lines)
        if (/^\s*\d+\s+\S+\s+inline:/.test(line.value)) found.push(cryptoLine('misspelt', line, section, readCryptoValue(line)));
  return found.length === own ? found : found.sort((a, b) => a.line.index - b.line.index);
}

/** The crypto attribute that an `a=acap` line holds. */
export function capabilityLine({ line, section }: AttributeLine): CryptoLine[] {
  const found = readCryptoCapability(line);
  return found ? [{ kind: 'capability', section, ...found, parts: partsOf(found.value) }] : [];
}

function cryptoLine(
  kind: CryptoLine['kind'],
  line: SdpLine,
  section: number | undefined,
  value: CryptoAttribute | CryptoProblem,
): CryptoLine {
  return { kind, line, section, text: line.value, offset: line.valueOffset, value, parts: partsOf(value) };
}

function partsOf(value: CryptoAttribute | CryptoProblem): ReadableParts | undefined {
  return value.kind === 'crypto' ? value : value.readable;
}
