import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';
import { singleKey } from './single-key.js';

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
export function gstreamerCaps(parameters: SrtpParameters, stream?: GstreamerStream): string {
  const { suite, key, salt } = singleKey(parameters, 'GStreamer caps', { srtcpTag: true, mki: true, streams: true });
  const { srtcpTagOctets, streams, masterKeys } = parameters;
  const [{ mki }] = masterKeys;
  const cipher = ciphers[suite];
  if (!cipher) throw new NegotiationError('not-expressible', `GStreamer caps cannot hold ${suite}`);
  if (!stream && streams.length > 1 && streams !== 'any')
    throw new NegotiationError('not-expressible', 'GStreamer caps cannot hold several streams: name one');
  const bound = stream ?? (streams === 'any' ? undefined : streams[0]);
  for (const number of bound ? [bound.ssrc, bound.roc ?? 0] : [])
    if (!isUint32(number)) throw new NegotiationError('bad-input', 'GStreamer caps: expected SSRC and ROC in 0..2^32-1');
  const { srtp, srtcp } = suites[suite].tagOctets;
  return [
    'application/x-srtp',
    ...(bound ? [`ssrc=(uint)${bound.ssrc}`, `roc=(uint)${bound.roc ?? 0}`] : []),
    `srtp-key=(buffer)${hex(key)}${hex(salt)}`,
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
  if (typeof caps !== 'string') throw new NegotiationError('bad-foreign-value', `GStreamer: expected text, got ${typeof caps}`);
  const fields = new Map<string, string>();
  for (const [, name, value] of caps.matchAll(/(?:^|[,;])\s*([a-z][a-z0-9-]*)=(?:\(\w+\))?"?([^,;"\s]*)/g))
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
  // What is not understood is refused: caps that leave RTCP in the clear, or hold more keys, mean something else than we would do.
  const [rtcpCipher, rtcpTags] = [fields.get('srtcp-cipher') ?? cipher, suites[suite].authKeyOctets === 0 ? [16] : [4, 10]];
  if (rtcpCipher !== cipher || (rtcpAuth !== undefined && !rtcpTags.some(octets => authName(suite, octets) === rtcpAuth)))
    throw new NegotiationError('bad-foreign-value', 'GStreamer: expected srtcp-cipher and srtcp-auth of the same suite');
  if ([...fields.keys()].some(name => /^(?:srtp-key|mki)\d+$/.test(name)))
    throw new NegotiationError('bad-foreign-value', 'GStreamer: expected one key in the caps');
  const mki = fields.has('mki') ? octetsOf(fields.get('mki') ?? '') : undefined;
  if (fields.has('mki') && !mki) throw new NegotiationError('bad-foreign-value', 'GStreamer: expected an MKI in hex in mki');
  const [ssrc, roc] = ['ssrc', 'roc'].map(name => {
    const text = fields.get(name);
    if (text !== undefined && !(/^\d{1,10}$/.test(text) && isUint32(Number(text))))
      throw new NegotiationError('bad-foreign-value', `GStreamer: expected ${name} in 0..2^32-1`);
    return text;
  });
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

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}

function octetsOf(digits: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
