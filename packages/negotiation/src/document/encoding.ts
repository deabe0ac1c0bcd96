/** How the octets of a document became text: `latin1` only where they are not UTF-8. */
export type Encoding = 'utf-8' | 'latin1';

/**
 * RFC 8866 §4.5 makes SDP UTF-8, but `a=charset` and careless senders bring other octets: those are read one octet to a
 * character, so that they come out again as they went in. A byte order mark stays part of the text.
 */
export function decode(octets: Uint8Array): { text: string; encoding: Encoding } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets), encoding: 'utf-8' };
  } catch {
    return { text: latin1(octets), encoding: 'latin1' };
  }
}

/** The inverse of {@link decode}. What an edit brought into a latin1 document beyond U+00FF is written as UTF-8. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  const utf8 = new TextEncoder();
  if (encoding === 'utf-8') return utf8.encode(text);
  const octets = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= 0xff) octets[length++] = unit;
    else {
      const character = String.fromCodePoint(text.codePointAt(at) as number);
      length += utf8.encodeInto(character, octets.subarray(length)).written;
      at += character.length - 1;
    }
  }
  return octets.slice(0, length);
}

/** Not TextDecoder's `latin1`, which is windows-1252 and so moves 0x80..0x9f elsewhere. */
function latin1(octets: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < octets.length; at += 8192) parts.push(String.fromCharCode(...octets.subarray(at, at + 8192)));
  return parts.join('');
}
