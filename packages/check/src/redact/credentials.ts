import { type SecretKind, type SecretSpan, textValue } from './secret-span.js';

interface Pattern {
  readonly kind: SecretKind;
  /** The secret is what its last group matches, which ends where the match does. */
  readonly pattern: RegExp;
}

const patterns: readonly Pattern[] = [
  { kind: 'ice-password', pattern: /\bice-?pwd["'\\]{0,2}[ \t]{0,8}[:=][ \t]{0,8}["'\\]{0,2}([^\s"'<>,;\\]{1,400})/gi },
  // Digest (RFC 7616, RFC 8760) and its kin of Microsoft: whoever has nonce and response can try passwords against them.
  {
    kind: 'credentials',
    pattern: /\b(?:response|c?nonce|nextnonce|opaque|rspauth|auts|gssapi-data)[ \t]{0,8}=[ \t]{0,8}"([^"<>\r\n]{1,9000})(?=")/gi,
  },
  {
    kind: 'credentials',
    pattern:
      /\b(?:response|c?nonce|nextnonce|opaque|rspauth|auts|gssapi-data)[ \t]{0,8}=[ \t]{0,8}([A-Za-z0-9+/=._~-]{8,9000})/gi,
  },
  // Basic, Bearer and every scheme that has a token instead of parameters (RFC 7235 §2.1).
  {
    kind: 'credentials',
    pattern:
      /\bAuthorization[ \t]{0,8}:[ \t]{0,8}(?!Digest\b)[A-Za-z-]{2,20}[ \t]{1,8}(?![A-Za-z-]{1,20}[ \t]{0,8}=[ \t]{0,8}[^=\s])([^\s"'<>,]{1,9000})/gi,
  },
  // The password of a URI: of SIP accounts, and of cameras.
  {
    kind: 'credentials',
    pattern: /\b(?:sips?|rtsps?|https?|turns?|wss?):(?:\/\/)?[^\s:@/"'<>]{1,200}:([^\s@/"'<>]{1,200})(?=@)/gi,
  },
];

/** Passwords and what they can be guessed from: ICE, SIP and RTSP authentication, URIs. Linear. */
export function* credentials(text: string): Iterable<SecretSpan> {
  for (const { kind, pattern } of patterns)
    for (const found of text.matchAll(pattern)) {
      const secret = found.at(-1) as string;
      const to = found.index + found[0].length;
      yield { from: to - secret.length, to, kind, value: textValue(secret) };
    }
}
