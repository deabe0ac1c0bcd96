import { findKeySpans } from '@sdpsec/sdes';
import { placeholder } from './redacted.js';

/** What stands in place of each character of a key. */
export const maskCharacter = '*';

/**
 * The same text with all that may be key material replaced at equal width: keys of `a=crypto` (well-formed or not),
 * long base64 such as key-mgmt messages, and the value of a `k=` line (RFC 8866 §5.12).
 *
 * @example
 * ```ts
 * maskKeys('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^31');
 * // 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:****************************************|2^31'
 * ```
 */
export function maskKeys(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { offset, length } of keySpans(text)) {
    if (offset < at) continue;
    parts.push(text.slice(at, offset), text.slice(offset, offset + length).replace(/[^\r\n]/g, maskCharacter));
    at = offset + length;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** `UDP/TLS/RTP/SAVPF` is made of the letters of base64 too. */
const profile = /^(?:[A-Z]{3,4}\/){1,3}S?AVPF?$/;

function slice(text: string, { offset, length }: Span): string {
  return text.slice(offset, offset + length);
}

interface Span {
  readonly offset: number;
  readonly length: number;
}

function keySpans(source: string): Span[] {
  // What `redact` left is no key, and says what people want to know.
  const text = source.replace(placeholder, found => ' '.repeat(found.length));
  const spans = [...findKeySpans(text).filter(span => !profile.test(slice(text, span))), ...behindInline(text)];
  for (const { index, 0: line } of text.matchAll(/^k=[^\r\n]*/gm)) {
    const method = /^k=(?:clear|base64|uri):/.exec(line)?.[0] ?? 'k=';
    spans.push({ offset: index + method.length, length: line.length - method.length });
  }
  return spans.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** What may stand behind the key of an `a=crypto` line without being part of one: lifetime, MKI, session parameters, white space. */
const harmless =
  /^(?:\|?(?:2\^)?\d{1,15}|\|?\d{1,39}:\d{1,3}|[|;]|-?[A-Z][A-Z_]{2,23}(?:=(?:\d{1,8}|[A-Z]{3,4}_[A-Z]{3,4}))?|[Ii][Nn][Ll][Ii][Nn][Ee])$/;

/** A key that white space or odd characters broke in pieces: behind `inline`, only what is known to be harmless is shown. */
function behindInline(text: string): Span[] {
  const spans: Span[] = [];
  for (const line of text.matchAll(/inline[^\r\n]*/gi))
    for (const piece of line[0].matchAll(/\|?[^\s|;]+|[|;]/g))
      if (!harmless.test(piece[0]) && !/^(?:FEC_KEY=)?inline:/i.test(piece[0])) {
        const bar = piece[0].startsWith('|') ? 1 : 0;
        spans.push({ offset: line.index + piece.index + bar, length: piece[0].length - bar });
      }
  return spans;
}
