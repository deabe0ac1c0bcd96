import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';

/** GStreamer's cipher names. AES-192 is not among them, and libsrtp below it derives wrong keys for it. */
const ciphers: Partial<Record<SuiteName, string>> = {
  AES_CM_128_HMAC_SHA1_80: 'aes-128-icm',
  AES_CM_128_HMAC_SHA1_32: 'aes-128-icm',
  AES_256_CM_HMAC_SHA1_80: 'aes-256-icm',
  AES_256_CM_HMAC_SHA1_32: 'aes-256-icm',
  AEAD_AES_128_GCM: 'aes-128-gcm',
  AEAD_AES_256_GCM: 'aes-256-gcm',
};

/** What srtpdec must be told besides the keys. */
export interface GstreamerStream {
  /** srtpdec takes keys for one SSRC at a time. */
  readonly ssrc: number;
  readonly roc?: number;
}

/**
 * The caps string that gives srtpdec (as `request-key` answer or `caps` property) the keys of one SSRC. It holds the key in the clear.
 *
 * @param stream - default: the one that the parameters are bound to; without any, SSRC and ROC are left out.
 *
 * @throws NegotiationError `not-expressible` for other suites, several keys, or session parameters.
 * @example
 * ```ts
 * gstreamerCaps(keying.receive[0], { ssrc: 0x1234 });
 * // application/x-srtp,ssrc=(uint)4660,roc=(uint)0,srtp-key=(buffer)...,srtp-cipher=(string)aes-128-icm,...
 * ```
 */
export function gstreamerCaps(parameters: SrtpParameters, stream = boundStream(parameters)): string {
  const { suite, masterKeys, srtcpTagOctets } = parameters;
  const [{ key, salt, mki }, ...others] = masterKeys;
  const cipher = ciphers[suite];
  const { keyDerivationRate, unencryptedSrtp, unencryptedSrtcp, unauthenticatedSrtp, rcc } = parameters;
  if (!cipher || others.length > 0 || keyDerivationRate || unencryptedSrtp || unencryptedSrtcp || unauthenticatedSrtp || rcc)
    throw new NegotiationError(
      'not-expressible',
      `GStreamer caps cannot hold ${cipher ? 'several keys or session parameters' : suite}`,
    );
  const { srtp, srtcp } = suites[suite].tagOctets;
  return [
    'application/x-srtp',
    ...(stream ? [`ssrc=(uint)${stream.ssrc}`, `roc=(uint)${stream.roc ?? 0}`] : []),
    `srtp-key=(buffer)${hex(key.reveal())}${hex(salt.reveal())}`,
    `srtp-cipher=(string)${cipher}`,
    `srtp-auth=(string)${authName(suite, srtp)}`,
    `srtcp-cipher=(string)${cipher}`,
    `srtcp-auth=(string)${authName(suite, srtcpTagOctets ?? srtcp)}`,
    ...(mki ? [`mki=(buffer)${hex(mki)}`] : []),
  ].join(',');
}

/**
 * What caps of srtpdec, or those that srtpenc sends with, say.
 *
 * @throws NegotiationError `bad-foreign-value` for ciphers and tags that make no suite, or a key of another length.
 * @example
 * ```ts
 * const receiver = new SrtpReceiver([fromGstreamerCaps(gstreamerCaps(keying.send[0], { ssrc: 0x1234 }))]);
 * ```
 */
export function fromGstreamerCaps(caps: string): SrtpParameters {
  const fields = new Map<string, string>();
  for (const [, name, value] of caps.matchAll(/(?:^|[,;])\s*([a-z-]+)=(?:\(\w+\))?"?([^,;"\s]*)/g))
    fields.set(name as string, value as string);
  const [cipher, auth, rtcpAuth] = ['srtp-cipher', 'srtp-auth', 'srtcp-auth'].map(name => fields.get(name));
  const suite = (Object.keys(ciphers) as SuiteName[]).find(
    name => ciphers[name] === cipher && authName(name, suites[name].tagOctets.srtp) === auth,
  );
  const key = octetsOf(fields.get('srtp-key') ?? '');
  if (!suite) throw new NegotiationError('bad-foreign-value', 'GStreamer: expected srtp-cipher and srtp-auth that make a suite');
  const { keyOctets, saltOctets } = suites[suite];
  if (key?.length !== keyOctets + saltOctets)
    throw new NegotiationError('bad-foreign-value', `GStreamer: expected ${keyOctets + saltOctets} octets in hex in srtp-key`);
  const mki = octetsOf(fields.get('mki') ?? '');
  const [ssrc, roc] = [fields.get('ssrc'), fields.get('roc')];
  return srtpParameters({
    suite,
    masterKeys: [{ key: key.subarray(0, keyOctets), salt: key.subarray(keyOctets), ...(mki && { mki }) }],
    ...(ssrc !== undefined && { streams: [{ ssrc: Number(ssrc), roc: Number(roc ?? 0) }] }),
    ...(rtcpAuth === 'hmac-sha1-32' && { srtcpTagOctets: 4 as const }),
  });
}

/** GCM authenticates by itself: srtpdec wants "null" there. */
function authName(suite: SuiteName, octets: number): string {
  return suites[suite].authKeyOctets === 0 ? 'null' : `hmac-sha1-${octets * 8}`;
}

function boundStream({ streams }: SrtpParameters): GstreamerStream | undefined {
  return streams === 'any' ? undefined : streams[0];
}

/** `undefined` where it is not hex, or nothing. */
function octetsOf(digits: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
