import { dataTypes } from '@sdpsec/mikey/codec';
import { type KeyMgmtLine, readMikeyMessage } from '@sdpsec/negotiation/reading';

/** Who can learn the keys of a MIKEY message, by its data type (RFC 3830 §3, RFC 4650, RFC 4738, RFC 6509). */
const readers: Readonly<Record<number, string>> = {
  0: 'those who hold the pre-shared key can read its keys, of all calls that were ever made with it',
  2: 'those who hold the private key of the responder can read its keys, later too',
  4: 'nobody but the two parties can compute the keys, if they check the signatures',
  7: 'nobody but the two parties can compute the keys, if they check the MAC by their pre-shared key',
  9: 'those who hold the private key of the initiator can read the keys of the answer',
  26: 'those who hold the private key of the receiver, and the key management service that issued it, can read its keys',
};

/** What a line of `a=key-mgmt` says, and who can read its keys. */
export function explainKeyMgmt(line: KeyMgmtLine): string {
  if (line.value.kind === 'problem') return `Its a=key-mgmt line cannot be read: ${line.value.message} (RFC 4567 §3.1).`;
  if (line.value.protocol !== 'mikey') return 'Its a=key-mgmt line speaks a protocol that is not MIKEY (RFC 4567 §3.1).';
  const reading = readMikeyMessage(line);
  if (reading?.kind !== 'message') return `Its MIKEY message cannot be read: ${reading?.message ?? 'it is empty'}.`;
  const { header } = reading.message;
  const type = dataTypes.find(({ value }) => value === header.dataType);
  const name = type ? `"${type.name}" (${type.rfc})` : `of the unknown type ${header.dataType}`;
  const bare = reading.bareKeys.length > 0;
  const who = bare
    ? 'its keys are not encrypted (NULL), so whoever can read this SDP can read them; only TLS around it keeps them'
    : (readers[header.dataType] ?? 'who can read its keys, its type does not tell');
  return `Its MIKEY message is ${name}; ${who}.`;
}
