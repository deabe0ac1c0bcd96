import { weakeningsOf } from '@sdpsec/negotiation/policy';
import { type CryptoLine, isUsable, type UsableCryptoLine } from '@sdpsec/negotiation/reading';
import type { InlineKey } from '@sdpsec/sdes';
import { type SrtpSuite, suites } from '@sdpsec/srtp-core/suites';
import type { PacketRate } from './packet-rate.js';
import { duration, hours, list } from './wording.js';

/** An `a=crypto` line in words. */
export type ExplainedLine =
  | {
      readonly usable: true;
      readonly tag: number;
      readonly suite: string;
      /** Where the suite is defined. */
      readonly reference: string;
      readonly keyBits: number;
      readonly saltBits: number;
      readonly tagBits: { readonly srtp: number; readonly srtcp: number };
      readonly keys: readonly ExplainedKey[];
      /** What its session parameters take away: `unencrypted-srtp`, ... */
      readonly weakenings: readonly string[];
      readonly text: string;
    }
  | { readonly usable: false; readonly tag?: number; readonly reference: string; readonly text: string };

/** What limits one key of a line. */
export interface ExplainedKey {
  /** SRTP packets: as written, or what the suite allows. */
  readonly packets: number;
  /** How long that lasts at the packet rate of the section. */
  readonly hours: number;
  readonly mki?: { readonly value: string; readonly octets: number };
}

/** Says what a line gives, or why it gives nothing. */
export function explainLine(line: CryptoLine, rate: PacketRate): ExplainedLine {
  if (!isUsable(line)) {
    const { tag } = line.value;
    const { message, reference } = line.refusal as NonNullable<CryptoLine['refusal']>;
    const name = tag === undefined ? 'One line without a tag' : `Tag ${tag}`;
    return {
      usable: false,
      ...(tag !== undefined && { tag }),
      reference,
      text: `${name} cannot be used: ${message} (${reference}).`,
    };
  }
  const { tag, keys } = line.value;
  const suite: SrtpSuite = suites[line.value.suite];
  const { srtp, srtcp } = suite.tagOctets;
  return {
    usable: true,
    tag,
    suite: suite.name,
    reference: suite.rfc,
    keyBits: suite.keyOctets * 8,
    saltBits: suite.saltOctets * 8,
    tagBits: { srtp: srtp * 8, srtcp: srtcp * 8 },
    keys: keys.map(key => explainKey(key, suite, rate)),
    weakenings: weakeningsOf(line.value),
    text: [`Tag ${tag} is ${suite.name} (${suite.rfc}): ${transformText(suite)}.`, ...limitTexts(line, suite, rate)].join(' '),
  };
}

function explainKey({ lifetime, mki }: InlineKey, { limit }: SrtpSuite, rate: PacketRate): ExplainedKey {
  const packets = lifetime?.srtp ?? limit.srtp;
  return {
    packets,
    hours: hours(packets, rate.perSecond),
    ...(mki && { mki: { value: String(mki.value), octets: mki.length } }),
  };
}

const transforms: Readonly<Record<SrtpSuite['transform'], string>> = {
  'ctr-hmac': 'in counter mode with HMAC-SHA1',
  'f8-hmac': 'in f8 mode with HMAC-SHA1',
  gcm: 'in GCM, which encrypts and authenticates in one',
  ccm: 'in CCM, which encrypts and authenticates in one',
  'double-gcm': 'in GCM, twice: end to end and hop by hop',
};

/** What a suite does, and its sizes. */
export function transformText({ cipher, transform, keyOctets, saltOctets, tagOctets: { srtp, srtcp } }: SrtpSuite): string {
  const tags = srtp === srtcp ? `tags of ${srtp * 8} bits` : `tags of ${srtp * 8} bits on SRTP and ${srtcp * 8} on SRTCP`;
  const what = cipher === 'null' ? 'no encryption at all, HMAC-SHA1' : `${cipher.toUpperCase()} ${transforms[transform]}`;
  return `${what}, a key of ${keyOctets * 8} bits, a salt of ${saltOctets * 8} bits, ${tags}`;
}

function limitTexts({ value }: UsableCryptoLine, suite: SrtpSuite, rate: PacketRate): string[] {
  const kdr = value.sessionParameters.find(one => one.kind === 'kdr');
  const window = value.sessionParameters.find(one => one.kind === 'wsh');
  return [
    lifetimeText(value.keys, suite, rate),
    mkiText(value.keys),
    ...weakeningTexts(value),
    ...(kdr ? [`Session keys are derived anew every 2^${kdr.exponent} packets (KDR, RFC 4568 §6.3.1).`] : []),
    ...(window ? [`Its sender proposes a replay window of ${window.packets} packets (WSH).`] : []),
  ];
}

function lifetimeText(keys: readonly InlineKey[], { limit }: SrtpSuite, rate: PacketRate): string {
  const times = keys.map(({ lifetime }) => {
    const written = lifetime ? `${lifetime.text} packets, as the line says` : '2^48 packets, the most that SRTP allows';
    return `${written}: ${duration(hours(lifetime?.srtp ?? limit.srtp, rate.perSecond))}`;
  });
  if (keys.length === 1) return `Its key lasts for ${list(times)}.`;
  const different = [...new Set(times)];
  return different.length === 1
    ? `Each of its ${keys.length} keys lasts for ${list(different)}.`
    : `Its ${keys.length} keys last, in their order: ${times.join('; ')}.`;
}

function mkiText(keys: readonly InlineKey[]): string {
  const mkis = keys.flatMap(({ mki }) => (mki ? [mki] : []));
  const [first] = mkis;
  if (!first) return 'It has no MKI.';
  const values = mkis.map(({ value }) => String(value).slice(0, 40));
  return `Each packet names its key by an MKI of ${first.length} octet${first.length === 1 ? '' : 's'}: ${list(values)}.`;
}

const weakeningWords: Readonly<Record<string, string>> = {
  'unencrypted-srtp': 'UNENCRYPTED_SRTP leaves the media itself in the clear (RFC 4568 §6.3.2).',
  'unencrypted-srtcp': 'UNENCRYPTED_SRTCP leaves RTCP in the clear (RFC 4568 §6.3.2).',
  'unauthenticated-srtp': 'UNAUTHENTICATED_SRTP lets anyone change or invent media (RFC 4568 §6.3.3).',
  'null-cipher': 'A NULL cipher leaves media and RTCP in the clear.',
};

function weakeningTexts(value: UsableCryptoLine['value']): string[] {
  return weakeningsOf(value).map(name => weakeningWords[name] as string);
}
