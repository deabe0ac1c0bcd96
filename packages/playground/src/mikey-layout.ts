import {
  type CsIdMap,
  certificateTypes,
  dataTypes,
  dhGroups,
  envelopeCaching,
  errorNumbers,
  extensionTypes,
  hashes,
  identityText,
  idRoles,
  idTypes,
  type KeyData,
  type KeyValidity,
  keyEncryptions,
  keyTypes,
  type MikeyMessage,
  macs,
  mapTypes,
  numberOf,
  type Payload,
  type PayloadKind,
  type PayloadOf,
  type PolicyParameter,
  payloadSpans,
  prfs,
  protocols,
  randRoles,
  registeredName,
  signatureTypes,
  srtpAuthentications,
  srtpEncryptions,
  srtpPolicyTypes,
  srtpPrfs,
  timestampRoles,
  timestampTypes,
} from '@sdpsec/mikey';
import { FieldList, type MikeyField } from './mikey-field.js';

/** A payload, or the header, with its fields. */
export interface MikeyPart {
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
  readonly fields: readonly MikeyField[];
}

/** All of a message: each octet of it belongs to exactly one field. */
export function layoutOf(message: MikeyMessage, octets: Uint8Array, bareKeys: readonly KeyData[]): MikeyPart[] {
  const spans = payloadSpans(message);
  const parts = spans.map(({ kind, offset, length }, at) => {
    const to = new FieldList(octets, offset);
    const payload = message.payloads[at - 1];
    if (payload === undefined) headerFields(message, to);
    else payloadFields(payload, message.payloads[at], bareKeys, to, length);
    return { kind, offset, length, fields: to.fields };
  });
  const end = spans.reduce((sum, { length }) => sum + length, 0);
  if (end === octets.length) return parts;
  const { fields } = new FieldList(octets, end).add('octets behind the message', octets.length - end);
  return [...parts, { kind: 'trailing', offset: end, length: octets.length - end, fields }];
}

function named(table: Parameters<typeof registeredName>[0], value: number): string {
  return `${value}: ${registeredName(table, value)}`;
}

/** RFC 3830 §6.1. */
function headerFields({ header, payloads }: MikeyMessage, to: FieldList): void {
  to.add('version', 1)
    .add('data type', 1, named(dataTypes, header.dataType))
    .add('next payload', 1, nextPayload(payloads[0]))
    .add('V, PRF func', 1, `${header.v ? 'answer wanted' : 'no answer wanted'}, ${named(prfs, header.prf)}`)
    .add('CSB ID', 4);
  mapFields(header.map, to);
}

function mapFields(map: CsIdMap, to: FieldList): void {
  const count = map.kind === 'empty' ? map.count : map.sessions.length;
  const type = map.kind === 'srtp-id' ? 0 : map.kind === 'empty' ? 1 : 2;
  to.add('#CS', 1, `${count} crypto sessions`).add('CS ID map type', 1, named(mapTypes, type));
  if (map.kind === 'srtp-id')
    for (const [at, { policy, ssrc, roc }] of map.sessions.entries())
      to.add(`CS ${at + 1}: policy`, 1, `${policy}`)
        .add(`CS ${at + 1}: SSRC`, 4, ssrcText(ssrc))
        .add(`CS ${at + 1}: ROC`, 4, `${roc}`);
  if (map.kind === 'generic-id')
    for (const { csId, protocol, s, policies, sessionData, spi } of map.sessions) {
      to.add(`CS ${csId}: CS ID`, 1).add(`CS ${csId}: protocol`, 1, named(protocols, protocol));
      to.add(`CS ${csId}: S, #P`, 1, `${s ? 'with' : 'without'} ROC and SEQ, ${policies.length} policies`);
      to.add(`CS ${csId}: policies`, policies.length, policies.join(', ')).add(`CS ${csId}: data length`, 2);
      to.add(`CS ${csId}: session data`, sessionData.length).add(`CS ${csId}: SPI length`, 1).add(`CS ${csId}: SPI`, spi.length);
    }
}

function ssrcText(ssrc: number): string {
  return ssrc === 0 ? '0: not chosen yet' : `0x${ssrc.toString(16).padStart(8, '0')}`;
}

function nextPayload(next: Payload | undefined): string {
  return next === undefined ? '0: last payload' : `${numberOf(next)}: ${next.kind}`;
}

function payloadFields(
  payload: Payload,
  next: Payload | undefined,
  bareKeys: readonly KeyData[],
  to: FieldList,
  length: number,
): void {
  if (payload.kind === 'UNKNOWN') {
    to.add(`payload ${payload.number}`, length);
    return;
  }
  if (payload.kind !== 'SIGN') to.add('next payload', 1, nextPayload(next));
  const layout = layouts[payload.kind] as ((payload: Payload, to: FieldList, keys: readonly KeyData[]) => unknown) | undefined;
  if (layout) layout(payload, to, bareKeys);
  else to.add('data', length - 1);
}

/** What stands behind the next payload field, in order. Payloads of other protocols than the four modes show as one field. */
const layouts: {
  readonly [Kind in PayloadKind]?: (payload: PayloadOf<Kind>, to: FieldList, keys: readonly KeyData[]) => unknown;
} = {
  KEMAC: ({ encryption, data, macAlgorithm, mac }, to, keys) => {
    to.add('Encr alg', 1, named(keyEncryptions, encryption)).add('Encr data length', 2, `${data.length} octets`);
    if (keys.length === 0) to.add('Encr data', data.length, `${data.length} encrypted octets`);
    else for (const [at, key] of keys.entries()) keyFields(key, keys[at + 1], to);
    to.add('MAC alg', 1, named(macs, macAlgorithm)).add('MAC', mac.length);
  },
  PKE: ({ cache, data }, to) =>
    to.add('C, data length', 2, `${named(envelopeCaching, cache)}, ${data.length} octets`).add('Data', data.length),
  DH: ({ group, value, validity }, to) => {
    to.add('DH-Group', 1, named(dhGroups, group)).add('DH-value', value.length).add('Reserved, KV', 1, validityText(validity));
    validityFields(validity, to);
  },
  SIGN: ({ type, signature }, to) =>
    to.add('S type, length', 2, `${named(signatureTypes, type)}, ${signature.length} octets`).add('Signature', signature.length),
  T: ({ type, value }, to) =>
    to.add('TS type', 1, named(timestampTypes, type)).add('TS value', value.length, timeText(type, value)),
  ID: ({ type, data }, to) =>
    to
      .add('ID type', 1, named(idTypes, type))
      .add('ID length', 2, `${data.length} octets`)
      .add('ID data', data.length, identityText({ type, data })),
  CERT: ({ type, data }, to) =>
    to
      .add('Cert type', 1, named(certificateTypes, type))
      .add('Cert length', 2, `${data.length} octets`)
      .add('Cert data', data.length),
  CHASH: ({ hash, value }, to) => to.add('Hash func', 1, named(hashes, hash)).add('Hash', value.length),
  V: ({ macAlgorithm, mac }, to) => to.add('Auth alg', 1, named(macs, macAlgorithm)).add('Ver data', mac.length),
  SP: ({ policy, protocol, parameters }, to) => {
    const octets = parameters.reduce((sum, { value }) => sum + 2 + value.length, 0);
    to.add('Policy no', 1, `${policy}`).add('Prot type', 1, named(protocols, protocol)).add('length', 2, `${octets} octets`);
    for (const parameter of parameters) to.add(...policyField(parameter, protocol));
  },
  RAND: ({ rand }, to) => to.add('RAND length', 1, `${rand.length} octets`).add('RAND', rand.length),
  ERR: ({ error }, to) => to.add('Error no', 1, named(errorNumbers, error)).add('Reserved', 2),
  KEY: (key, to) => keyBody(key, to),
  EXT: ({ type, data }, to) =>
    to.add('Type', 1, named(extensionTypes, type)).add('Length', 2, `${data.length} octets`).add('Data', data.length),
  TR: ({ role, type, value }, to) =>
    to
      .add('TS role', 1, named(timestampRoles, role))
      .add('TS type', 1, named(timestampTypes, type))
      .add('TS value', value.length, timeText(type, value)),
  IDR: ({ role, type, data }, to) =>
    to
      .add('ID role', 1, named(idRoles, role))
      .add('ID type', 1, named(idTypes, type))
      .add('ID length', 2, `${data.length} octets`)
      .add('ID data', data.length, identityText({ type, data })),
  RANDR: ({ role, rand }, to) =>
    to.add('RAND role', 1, named(randRoles, role)).add('RAND length', 1, `${rand.length} octets`).add('RAND', rand.length),
};

/** A key data sub-payload in a KEMAC without encryption (RFC 3830 §6.13). */
function keyFields(key: KeyData, next: KeyData | undefined, to: FieldList): void {
  to.add('key data: next payload', 1, nextPayload(next));
  keyBody(key, to);
}

function keyBody({ type, key, salt, validity }: KeyData, to: FieldList): void {
  to.add('key data: Type, KV', 1, `${named(keyTypes, type)}, ${validityText(validity)}`);
  to.add('key data: length', 2, `${key.length} octets`).addSecret('key data: key', key.length);
  if (salt) to.add('key data: salt length', 2, `${salt.length} octets`).addSecret('key data: salt', salt.length);
  validityFields(validity, to);
}

function validityText(validity: KeyValidity | undefined): string {
  return validity === undefined ? 'no validity rule' : validity.kind === 'spi' ? 'named by an SPI (MKI)' : 'for an interval';
}

function validityFields(validity: KeyValidity | undefined, to: FieldList): void {
  if (validity?.kind === 'spi') to.add('SPI length', 1).add('SPI (MKI)', validity.spi.length);
  if (validity?.kind === 'interval')
    to.add('VF length', 1).add('Valid from', validity.from.length).add('VT length', 1).add('Valid to', validity.to.length);
}

function policyField({ type, value }: PolicyParameter, protocol: number): [string, number, string] {
  const name = registeredName(protocol === 0 ? srtpPolicyTypes : [], type);
  const number = value.reduce((sum, octet) => sum * 256 + octet, 0);
  const tables = { 0: srtpEncryptions, 2: srtpAuthentications, 5: srtpPrfs } as const;
  const table = protocol === 0 ? tables[type as keyof typeof tables] : undefined;
  return [`policy ${type}: ${name}`, 2 + value.length, table ? named(table, number) : `${number}`];
}

/** NTP counts seconds from 1900 (RFC 3830 §6.6). */
function timeText(type: number, value: Uint8Array): string {
  if (registeredName(timestampTypes, type) === 'COUNTER') return `${new DataView(value.buffer).getUint32(0)}`;
  const seconds = new DataView(value.buffer).getUint32(0) - 2_208_988_800;
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
