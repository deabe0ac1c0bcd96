import { type CryptoAttribute, type CryptoProblem, type CryptoProblemCode, type DeviationCode, parseCrypto } from '@sdpsec/sdes';
import type { SdpLine, TextRange } from '../document/index.js';

/** Why nothing may use a line; the place is one in the document. */
export interface LineRefusal extends TextRange {
  readonly code: CryptoProblemCode | 'duplicate-tag' | 'session-level';
  readonly message: string;
  readonly reference: string;
}

/** A tolerated departure; the place is one in the document. */
export interface LineDeviation extends TextRange {
  readonly code: DeviationCode | 'folded-line';
}

/** An `a=crypto` line with what became of it. A bad line never hides its neighbours. */
export interface CryptoLine {
  readonly line: SdpLine;
  /** 0-based index of its m= section; `undefined` in the session part. */
  readonly section: number | undefined;
  /** What the line says by itself. */
  readonly value: CryptoAttribute | CryptoProblem;
  /** Where in the document the value begins: its places count from here. */
  readonly offset: number;
  readonly deviations: readonly LineDeviation[];
  /** Why it cannot be used, by itself or beside others; absent in a usable line. */
  readonly refusal?: LineRefusal;
}

/** A line that may be used. */
export type UsableCryptoLine = CryptoLine & { readonly value: CryptoAttribute; readonly refusal?: never };

/**
 * Whether nothing speaks against the use of a line.
 *
 * @example
 * ```ts
 * for (const { crypto } of readSecurity(document).sections) console.log(crypto.filter(isUsable).map(({ value }) => value.suite));
 * ```
 */
export function isUsable(line: CryptoLine): line is UsableCryptoLine {
  return line.refusal === undefined;
}

/**
 * Reads the value of a line as one of `a=crypto`, whatever its name: by itself, and not judged. A misspelt attribute is found so.
 *
 * @example
 * ```ts
 * for (const line of document.lines) if (line.attribute === 'cryptp') console.log(readCryptoValue(line).kind);
 * ```
 */
export function readCryptoValue({ value }: SdpLine): CryptoAttribute | CryptoProblem {
  return parseCrypto(value);
}

/** The value of an attribute, wherever in its line it begins: an `a=acap` line holds a whole other attribute. */
export interface AttributeValue {
  readonly line: SdpLine;
  readonly value: string;
  /** Place of the value in the document. */
  readonly offset: number;
}

export function attributeValue(line: SdpLine): AttributeValue {
  return { line, value: line.value, offset: line.valueOffset };
}

/** Judges the `a=crypto` lines of one m= section, or of the session part, together. */
export function judgeCryptoLines(values: readonly AttributeValue[], section: number | undefined): CryptoLine[] {
  if (values.length === 0) return [];
  const read = values.map(({ value }) => parseCrypto(value));
  const tags = new Set<number>();
  const repeated = new Set<number>();
  for (const { tag } of read) if (tag !== undefined) (tags.has(tag) ? repeated : tags).add(tag);
  return read.map((value, index) => {
    const source = values[index] as AttributeValue;
    const refusal = refusalOf(source, value, section, value.tag !== undefined && repeated.has(value.tag));
    const { line, offset } = source;
    const deviations = deviationsOf(source, value);
    return refusal ? { line, section, value, offset, deviations, refusal } : { line, section, value, offset, deviations };
  });
}

function refusalOf(
  source: AttributeValue,
  value: CryptoAttribute | CryptoProblem,
  section: number | undefined,
  repeated: boolean,
): LineRefusal | undefined {
  if (value.kind === 'problem') {
    const { code, message, reference, offset, length } = value;
    return { code, message, reference, offset: source.offset + offset, length };
  }
  // §4: "MUST only appear at the SDP media level".
  if (section === undefined)
    return {
      code: 'session-level',
      message: 'a=crypto stands before the first m= line, where it has no meaning',
      reference: 'RFC 4568 §4',
      offset: source.line.offset,
      length: source.line.endOffset - source.line.offset,
    };
  if (!repeated) return undefined;
  // §4.1: unique in a section. An answer could not say which of them it chose, so none of them counts.
  const message = `tag ${value.tag} stands in more than one a=crypto line of this m= section`;
  const offset = source.offset + Math.max(0, source.value.indexOf(value.spelling.tag));
  return { code: 'duplicate-tag', message, reference: 'RFC 4568 §4.1', offset, length: value.spelling.tag.length };
}

const none: readonly LineDeviation[] = Object.freeze([]);

function deviationsOf({ line, offset: start }: AttributeValue, value: CryptoAttribute | CryptoProblem): readonly LineDeviation[] {
  const own = value.kind === 'crypto' ? value.deviations : none;
  if (own.length === 0 && !line.folded) return none;
  const moved = own.map(({ code, offset, length }) => ({ code, offset: start + offset, length }));
  if (!line.folded) return moved;
  return [{ code: 'folded-line', offset: line.offset, length: line.endOffset - line.offset }, ...moved];
}
