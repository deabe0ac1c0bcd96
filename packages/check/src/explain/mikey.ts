import { dataTypes, type KeyValidity, MikeyError, readPolicy, type Sp, type SrtpPolicy } from '@sdpsec/mikey/codec';
import { type KeyMgmtLine, type MikeyReading, readMikeyOctets } from '@sdpsec/negotiation/reading';
import { type SrtpSuite, suites } from '@sdpsec/srtp-core/suites';
import { transformText } from './crypto-line.js';
import type { PacketRate } from './packet-rate.js';
import { duration, hours } from './wording.js';

/** Who can learn the keys of a MIKEY message, by its data type (RFC 3830 §3, RFC 4650, RFC 4738, RFC 6509). */
const readers: Readonly<Record<number, string>> = {
  0: 'those who hold the pre-shared key can read its keys, of all calls that were ever made with it',
  2: 'those who hold the private key of the responder can read its keys, later too',
  4: 'nobody but the two parties can compute the keys, if they check the signatures',
  7: 'nobody but the two parties can compute the keys, if they check the MAC by their pre-shared key',
  9: 'those who hold the private key of the initiator can read the keys of the answer',
  26: 'those who hold the private key of the receiver, and the key management service that issued it, can read its keys',
};

/** What a line of `a=key-mgmt` says, who can read its keys, and what SRTP does with them. */
export function explainKeyMgmt(line: KeyMgmtLine, rate: PacketRate): string {
  if (line.value.kind === 'problem') return `Its a=key-mgmt line cannot be read: ${line.value.message} (RFC 4567 §3.1).`;
  if (line.value.protocol !== 'mikey') return 'Its a=key-mgmt line speaks a protocol that is not MIKEY (RFC 4567 §3.1).';
  const reading = readMikeyOctets(line.value.data);
  if (reading.kind === 'problem') return `Its MIKEY message cannot be read: ${reading.message}.`;
  const { header } = reading.message;
  const type = dataTypes.find(({ value }) => value === header.dataType);
  const name = type ? `"${type.name}" (${type.rfc})` : `of the unknown type ${header.dataType}`;
  const bare = reading.bareKeys.length > 0;
  const who = bare
    ? 'its keys are not encrypted (NULL), so whoever can read this SDP can read them; only TLS around it keeps them'
    : (readers[header.dataType] ?? 'who can read its keys, its type does not tell');
  return [`Its MIKEY message is ${name}; ${who}.`, ...policyTexts(reading, rate)].join(' ');
}

/** The SRTP policies of a message (RFC 3830 §6.10.1): those that answer it have none. */
function policyTexts(reading: MikeyReading & { kind: 'message' }, rate: PacketRate): string[] {
  const policies = reading.message.payloads.filter((one): one is Sp => one.kind === 'SP');
  return policies.length === 0 ? [] : [...policies.map(sp => policyText(sp, rate)), mkiText(reading)];
}

function policyText(sp: Sp, rate: PacketRate): string {
  let policy: SrtpPolicy;
  try {
    ({ policy } = readPolicy(sp));
  } catch (error) {
    if (!(error instanceof MikeyError)) throw error;
    return `Its policy ${sp.policy} cannot be used: ${error.message} (RFC 3830 §6.10.1).`;
  }
  const suite: SrtpSuite = suites[policy.suite];
  return [
    `Its policy ${sp.policy} is ${suite.name} (${suite.rfc}): ${transformText(suite)}.`,
    `A key lasts for 2^48 packets, the most that SRTP allows: ${duration(hours(suite.limit.srtp, rate.perSecond))}.`,
    ...(policy.unencryptedSrtp ? ['The policy leaves the media itself in the clear.'] : []),
    ...(policy.unencryptedSrtcp ? ['The policy leaves RTCP in the clear.'] : []),
    ...(policy.unauthenticatedSrtp ? ['The policy lets anyone change or invent media: SRTP is not authenticated.'] : []),
    ...(policy.srtcpTagOctets ? [`The tags of SRTCP are cut to ${policy.srtcpTagOctets * 8} bits.`] : []),
    ...(policy.rcc ? ['Some packets carry the ROC in the place of a tag (RFC 4771).'] : []),
    ...(policy.keyDerivationRate ? [`Session keys are derived anew every ${policy.keyDerivationRate} packets.`] : []),
  ].join(' ');
}

/** An SPI of the key is the MKI of SRTP (RFC 3830 §6.14): beside a DH value it is in the clear, with keys it is encrypted as they are. */
function mkiText({ message, bareKeys }: MikeyReading & { kind: 'message' }): string {
  const dh = message.payloads.flatMap(one => (one.kind === 'DH' ? [one] : []));
  const keys: readonly { readonly validity?: KeyValidity }[] = dh.length > 0 ? dh : bareKeys;
  if (keys.length === 0) return 'Whether packets name their key by an MKI stands in its encrypted part.';
  const spis = keys.flatMap(({ validity }) => (validity?.kind === 'spi' ? [validity.spi.length] : []));
  return spis.length === 0
    ? 'It has no MKI.'
    : `Each packet names its key by an MKI of ${spis[0]} octet${spis[0] === 1 ? '' : 's'}.`;
}
