import type { SdpLine } from '../document/index.js';

/** An `a=zrtp-hash` line (RFC 6189 §8): version and SHA-256 of the Hello message. */
export interface ZrtpHashLine {
  readonly line: SdpLine;
  readonly version?: string;
  readonly hash?: string;
  /** Why it binds nothing; absent in a usable line. */
  readonly refusal?: { readonly message: string; readonly reference: string };
}

export function readZrtpHash(line: SdpLine): ZrtpHashLine {
  const [version = '', hash = '', ...rest] = line.value.trim().split(/[ \t]+/, 3);
  if (/^\d\.\d\d$/.test(version) && /^[0-9a-f]{64}$/i.test(hash) && rest.length === 0)
    return { line, version, hash: hash.toLowerCase() };
  return { line, refusal: { message: 'expected a version and 64 hexadecimal digits', reference: 'RFC 6189 §8' } };
}
