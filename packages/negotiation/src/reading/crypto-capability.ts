import { type CryptoAttribute, type CryptoProblem, parseCrypto } from '@sdpsec/sdes';
import type { SdpLine } from '../document/index.js';

/** The `crypto` attribute in an `a=acap` line (RFC 5939 §3.4.1): it counts once a configuration that names it is chosen. */
export interface CryptoCapability {
  readonly line: SdpLine;
  /** The number by which configurations name it. */
  readonly number: number;
  /** What follows `crypto:`. */
  readonly text: string;
  /** Where `text` begins in the document. */
  readonly offset: number;
  readonly value: CryptoAttribute | CryptoProblem;
}

/**
 * Reads the crypto attribute of an `a=acap` line; `undefined` when it holds another attribute.
 *
 * @example
 * ```ts
 * for (const line of document.lines) if (line.attribute === 'acap') console.log(readCryptoCapability(line)?.value.kind);
 * ```
 */
export function readCryptoCapability(line: SdpLine): CryptoCapability | undefined {
  const [before, number] = /^[ \t]*(\d{1,10})[ \t]+crypto:/.exec(line.value) ?? [];
  if (before === undefined) return undefined;
  const text = line.value.slice(before.length);
  return { line, number: Number(number), text, offset: line.valueOffset + before.length, value: parseCrypto(text) };
}

/**
 * Whether a line is one of `a=acap` with a `crypto` attribute in it, readable or not: whoever takes keys away takes this line too.
 *
 * @example
 * ```ts
 * console.log(document.lines.filter(holdsCryptoCapability).length);
 * ```
 */
export function holdsCryptoCapability({ attribute, value }: SdpLine): boolean {
  return attribute === 'acap' && /\bcrypto[ \t]?:/i.test(value);
}
