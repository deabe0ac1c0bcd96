/** What a secret is. */
export type SecretKind = 'master-key' | 'key-management' | 'k-line' | 'ice-password' | 'credentials';

/** A secret in a text. */
export interface SecretSpan {
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
  readonly kind: SecretKind;
  readonly value: SecretValue;
}

/** What a secret says, whichever way it is written: two with one `identity` are the same. */
export interface SecretValue {
  /** Stays inside of this folder. */
  readonly identity: string;
  readonly octets?: Uint8Array;
  readonly text: string;
}

/** Reads base64 with or without padding, in either alphabet, or hexadecimal where that is asked for. */
export function keyValue(written: string, hexadecimal = false): SecretValue {
  const text = written.replace(/\s/g, '');
  const octets = (hexadecimal ? fromHex(text) : undefined) ?? fromBase64(text);
  if (!octets) return { identity: `text ${text}`, text };
  return { identity: `octets ${String.fromCharCode(...octets.subarray(0, 1024))}${octets.length}`, octets, text };
}

/** A secret that is text: a password, a digest. */
export function textValue(text: string): SecretValue {
  return { identity: `text ${text}`, text };
}

function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/[:]/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function fromBase64(text: string): Uint8Array | undefined {
  const bare = withoutEnd(text, /=/).replaceAll('-', '+').replaceAll('_', '/');
  if (bare === '' || bare.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(bare)) return undefined;
  return Uint8Array.from(atob(bare), character => character.charCodeAt(0));
}

/**
 * The text without what stands at its end of one kind of character. A pattern that looks for the end, such as `/=+$/`, would take the square of
 * their number where many stand inside.
 */
export function withoutEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
