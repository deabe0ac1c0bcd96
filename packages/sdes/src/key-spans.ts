import type { Span } from './attribute.js';

/**
 * Where key text stands in any text that may hold `a=crypto` values, usable or not: for masking it.
 *
 * Covers what follows each `inline:` up to `|`, `;` or white space, and any other run of 16 or more base64 characters, because a key in
 * the wrong place is a key all the same. Linear in the length of the text.
 *
 * @example
 * ```ts
 * findKeySpans('1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^31'); // [{ offset: 33, length: 40 }]
 * ```
 */
export function findKeySpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: run } of text.matchAll(/[^\s|;:]+/g)) {
    const inline = text.slice(Math.max(0, index - 7), index).toLowerCase() === 'inline:';
    if (inline || /^-?(?:[A-Za-z0-9_]*=)?[A-Za-z0-9+/]{16,}={0,3}$/.test(run)) spans.push({ offset: index, length: run.length });
  }
  return spans;
}
