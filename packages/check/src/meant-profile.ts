/** The transports of RTP, as the registry spells them (RFC 8866 §8.2.3). */
const profiles: readonly string[] = [
  ...['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF'],
  ...['TCP/RTP/AVP', 'TCP/RTP/SAVP', 'TCP/RTP/AVPF', 'TCP/RTP/SAVPF', 'TCP/TLS/RTP/SAVP', 'TCP/TLS/RTP/SAVPF'],
];

/** The transport that is meant: the one that is equal but for case and for the order of letters, as in RTP/SVAP or rtp/savp; else the one that stands there. */
export function meantProfile(proto: string): string {
  return profiles.includes(proto) ? proto : (profiles.find(profile => sameLetters(profile, proto)) ?? proto);
}

function sameLetters(a: string, b: string): boolean {
  return a.length === b.length && sorted(a) === sorted(b);
}

function sorted(text: string): string {
  return [...text.toUpperCase()].sort().join('');
}
