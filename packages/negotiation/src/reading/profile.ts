/** What the proto field of an m= line says about RTP and its protection (RFC 3551, 3711, 4585, 5124, 5764, 7850). */
export interface Profile {
  /** As written. */
  readonly name: string;
  /** It has the form that RFC 8866 §9 gives it: tokens with "/" between them. Else it may hold anything, and is repeated nowhere. */
  readonly token: boolean;
  /** Some form of RTP. */
  readonly rtp: boolean;
  /** It names RTP, with a profile that is none of these: `RTP/AVPP`. What goes over it, nobody could say. */
  readonly unknownRtp: boolean;
  /** SAVP or SAVPF. */
  readonly secure: boolean;
  /** AVPF or SAVPF. */
  readonly feedback: boolean;
  /** Keys come from a DTLS (or TLS) handshake: `UDP/TLS/RTP/SAVP` and its kin. */
  readonly tls: boolean;
}

/**
 * Reads a proto field. Letters of any case: a peer that writes `rtp/savp` means it.
 *
 * @example
 * ```ts
 * readProfile('RTP/SAVPF').secure; // true
 * ```
 */
export function readProfile(proto: string): Profile {
  return common.get(proto) ?? judge(proto);
}

function judge(proto: string): Profile {
  const parts = proto.toUpperCase().split('/');
  const last = parts.at(-1) ?? '';
  const token = /^[!#-'*+\-.\dA-Z^-~]+(?:\/[!#-'*+\-.\dA-Z^-~]+)*$/.test(proto);
  const rtp = token && parts.includes('RTP') && /^S?AVPF?$/.test(last);
  return {
    name: proto,
    token,
    rtp,
    unknownRtp: !rtp && parts.some(part => part === 'RTP' || part === 'SRTP'),
    secure: rtp && last.startsWith('S'),
    feedback: rtp && last.endsWith('F'),
    tls: parts.includes('TLS') || parts.includes('DTLS'),
  };
}

/** Nearly every m= line has one of these. */
const common: ReadonlyMap<string, Profile> = new Map(
  ['', 'UDP/TLS/'].flatMap(below =>
    ['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'RTP/SAVPF'].map(name => [below + name, Object.freeze(judge(below + name))] as const),
  ),
);

/**
 * The profile with or without protection, all else kept: `RTP/AVPF` and `RTP/SAVPF`.
 *
 * @example
 * ```ts
 * withSecurity(readProfile('RTP/AVPF'), true); // 'RTP/SAVPF'
 * ```
 */
export function withSecurity({ name }: Profile, secure: boolean): string {
  return name.replace(/S?(AVPF?)$/i, secure ? 'S$1' : '$1');
}
