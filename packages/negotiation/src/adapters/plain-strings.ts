import { SdpDocument } from '../document/index.js';
import { holdsCryptoCapability, isUsable, NegotiationError, readSecurity, withSecurity } from '../reading/index.js';

/**
 * Whether an SDP offers keys by `a=crypto` that can be used. For servers that pass SDP on as text, such as drachtio and jambonz.
 *
 * @example
 * ```ts
 * if (!offerWantsSdes(offerSdp)) respond(488);
 * ```
 */
export function offerWantsSdes(sdp: string): boolean {
  return readSecurity(SdpDocument.parse(sdp)).sections.some(({ active, crypto }) => active && crypto.some(isUsable));
}

/**
 * Whether an SDP offers DTLS-SRTP: a usable fingerprint in a section that is in use.
 *
 * @example
 * ```ts
 * if (offerWantsDtls(offerSdp)) console.log('for the WebRTC leg');
 * ```
 */
export function offerWantsDtls(sdp: string): boolean {
  const { sections } = readSecurity(SdpDocument.parse(sdp));
  return sections.some(
    ({ active, profile, fingerprints }) => active && profile.secure && fingerprints.some(({ refusal }) => !refusal),
  );
}

/**
 * An SDP without its `a=crypto` lines, for media that is decrypted before it goes on, or for logs. Sections that had them and have no other
 * keying go on under RTP/AVP(F); keys of nobody's media are left in none.
 *
 * @example
 * ```ts
 * recorder.start(stripSdes(sdp));
 * ```
 */
export function stripSdes(sdp: string): string {
  const document = SdpDocument.parse(sdp);
  const { session, sections } = readSecurity(document);
  const lines = [
    ...[...session.crypto, ...sections.flatMap(({ own }) => own.crypto)].map(({ line }) => line),
    ...document.lines.filter(holdsCryptoCapability),
  ].map(line => ({ kind: 'delete', line: line.index }) as const);
  const profiles = sections
    .filter(
      ({ profile, own, fingerprints, keyMgmt }) =>
        profile.secure && !profile.tls && own.crypto.length > 0 && fingerprints.length + keyMgmt.length === 0,
    )
    .map(
      ({ range, profile }) =>
        ({ kind: 'splice', ...range.description.ranges.proto, text: withSecurity(profile, false) }) as const,
    );
  return document.edit([...lines, ...profiles]).text;
}

/** The part of an rtpengine `ng` command that concerns keys. */
export interface RtpengineFlags {
  readonly 'transport-protocol': string;
  readonly DTLS?: 'off';
  readonly SDES: readonly string[];
}

/**
 * Flags for rtpengine's `offer` towards a leg that shall be keyed so. Padding is asked for, since rtpengine leaves it out by itself.
 *
 * @param without - suites that rtpengine shall not offer.
 * @example
 * ```ts
 * const command = { command: 'offer', sdp: offerSdp, ...rtpengineFlags('sdes', ['AES_CM_128_HMAC_SHA1_32']) };
 * ```
 */
export function rtpengineFlags(leg: 'sdes' | 'dtls' | 'plain', without: readonly string[] = []): RtpengineFlags {
  if (!without.every(name => /^[A-Za-z]\w{0,63}$/.test(name)))
    throw new NegotiationError('bad-input', 'rtpengine: expected names of crypto-suites to leave out');
  if (leg === 'plain') return { 'transport-protocol': 'RTP/AVP', DTLS: 'off', SDES: ['off'] };
  if (leg === 'dtls') return { 'transport-protocol': 'UDP/TLS/RTP/SAVPF', SDES: ['off'] };
  return { 'transport-protocol': 'RTP/SAVP', DTLS: 'off', SDES: ['pad', ...without.map(name => `no-${name}`)] };
}
