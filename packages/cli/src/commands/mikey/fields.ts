import { X509Certificate } from 'node:crypto';
import {
  certificateTypes,
  dhGroups,
  eccCurves,
  envelopeCaching,
  errorNumbers,
  hashes,
  identityText,
  idRoles,
  idTypes,
  type KeyValidity,
  keyEncryptions,
  keyTypes,
  macs,
  type Payload,
  type PayloadKind,
  type PayloadOf,
  prfs,
  protocols,
  type Registered,
  randRoles,
  registeredName,
  sakkeIdSchemes,
  sakkeParameterSets,
  secretKeyTypes,
  signatureTypes,
  srtpPolicyTypes,
  type Ticket,
  type Timestamp,
  type Tp,
  ticketTypes,
  timeOf,
  timestampRoles,
  timestampTypes,
} from '@sdpsec/mikey';
import type { Secret } from '@sdpsec/srtp-core';
import { extensionFields } from './extension-fields.js';
import { policyWords } from './policy-words.js';

/** One field of a payload: its number or octets (hexadecimal), and what they mean. */
export interface Field {
  readonly name: string;
  readonly value: number | string;
  readonly meaning?: string;
}

type FieldsOf<Kind extends PayloadKind> = (payload: PayloadOf<Kind>, showKeys: boolean) => readonly Field[];

/** The fields of a payload behind its next payload field, named as the figures of the RFCs name them. */
export function payloadFields(payload: Payload, showKeys: boolean): readonly Field[] {
  return (fieldsOf[payload.kind] as FieldsOf<typeof payload.kind>)(payload as never, showKeys);
}

const fieldsOf: { readonly [Kind in PayloadKind]: FieldsOf<Kind> } = {
  KEMAC: ({ encryption, data, macAlgorithm, mac }, showKeys) => [
    named('Encr alg', keyEncryptions, encryption),
    // What is not encrypted is the keys themselves.
    encryption === 0 ? key('Encr data', data, showKeys) : octets('Encr data', data.reveal()),
    named('MAC alg', macs, macAlgorithm),
    octets('MAC', mac),
  ],
  PKE: ({ cache, data }) => [named('C', envelopeCaching, cache), octets('Data', data)],
  DH: ({ group, value, validity }) => [
    named('DH-Group', dhGroups, group),
    octets('DH-value', value),
    ...validityFields(validity),
  ],
  SIGN: ({ type, signature }) => [named('S type', signatureTypes, type), octets('Signature', signature)],
  T: timestampFields,
  ID: identityFields,
  CERT: ({ type, data }) => [
    named('Cert type', certificateTypes, type),
    octets('Certificate', data, certificateWords(type, data)),
  ],
  CHASH: ({ hash, value }) => [named('Hash func', hashes, hash), octets('Hash', value)],
  V: ({ macAlgorithm, mac }) => [named('Auth alg', macs, macAlgorithm), octets('Ver data', mac)],
  SP: sp => [
    { name: 'Policy no', value: sp.policy, meaning: policyWords(sp) },
    named('Prot type', protocols, sp.protocol),
    ...sp.parameters.map(({ type, value }) => ({
      ...{ name: `Parameter ${type}`, value: hex(value) },
      meaning: `${sp.protocol === 0 ? registeredName(srtpPolicyTypes, type) : 'not of SRTP'}: ${Number(`0x${hex(value) || '0'}`)}`,
    })),
  ],
  RAND: ({ rand }) => [octets('RAND', rand)],
  ERR: ({ error }) => [named('Error no', errorNumbers, error)],
  TR: ({ role, ...timestamp }) => [named('TS role', timestampRoles, role), ...timestampFields(timestamp)],
  IDR: ({ role, ...identity }) => [named('ID role', idRoles, role), ...identityFields(identity)],
  RANDR: ({ role, rand }) => [named('RAND role', randRoles, role), octets('RAND', rand)],
  TP: ticketFields,
  TICKET: payload => [
    ...ticketFields(payload),
    octets('Ticket data', payload.ticket),
    octets('Initiator data', payload.initiatorData),
  ],
  KEY: (payload, showKeys) => [
    named('Type', keyTypes, payload.type),
    key('Key data', payload.key, showKeys),
    ...(payload.salt ? [key('Salt', payload.salt, showKeys)] : []),
    ...validityFields(payload.validity),
  ],
  EXT: extensionFields,
  IBAKE: ({ data }) => [octets('Encr data', data)],
  ESK: ({ data }) => [octets('Encr data', data)],
  SK: (payload, showKeys) => [
    named('Type', secretKeyTypes, payload.type),
    key('Key data', payload.key, showKeys),
    ...validityFields(payload.validity),
  ],
  ECCPT: ({ curve, point, macAlgorithm, tgkOctets, validity }) => [
    ...[named('ECC curve', eccCurves, curve), octets('ECC point', point), named('Auth alg', macs, macAlgorithm)],
    ...[{ name: 'TGK len', value: tgkOctets }, ...validityFields(validity)],
  ],
  SAKKE: ({ parameterSet, idScheme, data }) => [
    named('SAKKE params', sakkeParameterSets, parameterSet),
    named('ID scheme', sakkeIdSchemes, idScheme),
    octets('SAKKE data', data),
  ],
  UNKNOWN: ({ number, data }) => [
    { name: 'Payload', value: number, meaning: 'its end cannot be found: everything up to the end of the message' },
    octets('Data', data),
  ],
};

/** A number of a registry, with its name. */
export function named(name: string, table: readonly Registered[], value: number): Field {
  return { name, value, meaning: registeredName(table, value) };
}

/** Octets in hexadecimal; the meaning is how many, unless there is more to say. */
export function octets(name: string, value: Uint8Array, meaning = `${value.length} octets`): Field {
  return { name, value: hex(value), meaning };
}

function key(name: string, secret: Secret, showKeys: boolean): Field {
  const meaning = `${secret.length} octets`;
  return showKeys ? octets(name, secret.reveal()) : { name, value: 'hidden', meaning: `${meaning}, --show-keys shows them` };
}

/** Digits of octets. */
export function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

function timestampFields(timestamp: Pick<Timestamp, 'type' | 'value'>): readonly Field[] {
  // The era that is nearest to now: 32 bits of seconds overflow in 2036 (RFC 3830 §4.2.8).
  const time = timestampTypes.some(({ value }) => value === timestamp.type)
    ? timeOf({ kind: 'T', ...timestamp }, Date.now())
    : undefined;
  const meaning = time === undefined ? undefined : new Date(time).toISOString();
  return [
    named('TS type', timestampTypes, timestamp.type),
    { ...octets('TS value', timestamp.value), ...(meaning && { meaning }) },
  ];
}

function identityFields({ type, data }: { readonly type: number; readonly data: Uint8Array }): readonly Field[] {
  return [named('ID type', idTypes, type), octets('ID', data, identityText({ type, data }))];
}

function validityFields(validity: KeyValidity | undefined): readonly Field[] {
  if (validity?.kind === 'spi') return [octets('SPI', validity.spi, 'the MKI of SRTP')];
  if (validity?.kind !== 'interval') return [];
  const index = (value: Uint8Array) => `index ${BigInt(`0x${hex(value) || '0'}`)}`;
  return [octets('Valid from', validity.from, index(validity.from)), octets('Valid to', validity.to, index(validity.to))];
}

function ticketFields(payload: Tp | Ticket): readonly Field[] {
  return [
    named('Ticket type', ticketTypes, payload.ticketType),
    { name: 'Subtype', value: payload.subtype },
    { name: 'Version', value: payload.version },
    named('PRF func', prfs, payload.prf),
    { name: 'Flags', value: payload.flags, meaning: `D to O: ${payload.flags.toString(2).padStart(12, '0')}` },
    octets('Ticket policy', payload.policy),
  ];
}

function certificateWords(type: number, data: Uint8Array): string {
  if (registeredName(certificateTypes, type) === 'X.509v3 URL') return `${new TextDecoder().decode(data)} (never fetched)`;
  try {
    const { subject, subjectAltName, validFrom, validTo } = new X509Certificate(data);
    return [subject.replaceAll('\n', ', '), subjectAltName, `valid from ${validFrom} to ${validTo}`].filter(Boolean).join('; ');
  } catch {
    return `${data.length} octets that are no X.509 certificate`;
  }
}
