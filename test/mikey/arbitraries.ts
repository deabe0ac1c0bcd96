import {
  dhGroups,
  eccCurves,
  type Header,
  hashes,
  type KeyData,
  type KeyValidity,
  keyTypes,
  type MikeyMessage,
  macs,
  type Payload,
  type Sized,
  timestampTypes,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import fc from 'fast-check';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const bits = (count: number) => fc.nat(2 ** count - 1);
const octets = (maxLength = 40) => fc.uint8Array({ maxLength });
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const secret = octets().map(Secret.from);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

/** A transform and octets of its length. */
function sized(table: readonly Sized[]): fc.Arbitrary<{ value: number; octets: Uint8Array }> {
  return fc.constantFrom(...table).chain(row => fc.record({ value: fc.constant(row.value), octets: exactly(row.octets) }));
}

const validity: fc.Arbitrary<{ validity?: KeyValidity }> = fc.oneof(
  fc.constant({}),
  fc.record({ validity: fc.record({ kind: kind('spi'), spi: octets() }) }),
  fc.record({ validity: fc.record({ kind: kind('interval'), from: octets(8), to: octets(8) }) }),
);

const ticketPolicy = {
  ...{ ticketType: u16, subtype: u8, version: u8, prf: bits(7), flags: bits(12), reserved: bits(5), policy: octets() },
};

const keyData: fc.Arbitrary<KeyData> = fc
  .tuple(fc.constantFrom(...keyTypes), secret, secret, validity)
  .map(([{ value, salt }, key, saltOctets, valid]) => ({
    ...{ kind: 'KEY', type: value, key, ...(salt && { salt: saltOctets }), ...valid },
  }));

/** Any payload but SIGN, which ends a message. */
export const payload: fc.Arbitrary<Payload> = fc.oneof(
  fc
    .tuple(u8, secret, sized(macs))
    .map(([encryption, data, mac]) => ({ kind: 'KEMAC' as const, encryption, data, macAlgorithm: mac.value, mac: mac.octets })),
  fc.record({ kind: kind('PKE'), cache: bits(2), data: octets() }),
  fc
    .tuple(sized(dhGroups), bits(4), validity)
    .map(([dh, reserved, valid]) => ({ kind: 'DH' as const, group: dh.value, value: dh.octets, reserved, ...valid })),
  sized(timestampTypes).map(({ value, octets }) => ({ kind: 'T' as const, type: value, value: octets })),
  fc.record({ kind: kind('ID'), type: u8, data: octets() }),
  fc.record({ kind: kind('CERT'), type: u8, data: octets() }),
  sized(hashes).map(({ value, octets }) => ({ kind: 'CHASH' as const, hash: value, value: octets })),
  sized(macs).map(({ value, octets }) => ({ kind: 'V' as const, macAlgorithm: value, mac: octets })),
  fc.record({
    ...{ kind: kind('SP'), policy: u8, protocol: u8, parameters: fc.array(fc.record({ type: u8, value: octets(4) })) },
  }),
  fc.record({ kind: kind('RAND'), rand: octets() }),
  fc.record({ kind: kind('ERR'), error: u8, reserved: u16 }),
  fc
    .tuple(u8, sized(timestampTypes))
    .map(([role, { value, octets }]) => ({ kind: 'TR' as const, role, type: value, value: octets })),
  fc.record({ kind: kind('IDR'), role: u8, type: u8, data: octets() }),
  fc.record({ kind: kind('RANDR'), role: u8, rand: octets() }),
  fc.record({ kind: kind('TP'), ...ticketPolicy }),
  fc.record({ kind: kind('TICKET'), ...ticketPolicy, ticket: octets(), initiatorData: octets() }),
  keyData,
  fc.record({ kind: kind('EXT'), type: u8, data: octets() }),
  fc.record({ kind: kind('IBAKE'), data: octets() }),
  fc.record({ kind: kind('ESK'), data: octets() }),
  fc.tuple(bits(4), secret, validity).map(([type, key, valid]) => ({ kind: 'SK' as const, type, key, ...valid })),
  fc.tuple(sized(eccCurves), u8, u16, bits(4), validity).map(([curve, macAlgorithm, tgkOctets, reserved, valid]) => ({
    ...{ kind: 'ECCPT' as const, curve: curve.value, point: curve.octets, macAlgorithm, tgkOctets, reserved, ...valid },
  })),
  fc.record({ kind: kind('SAKKE'), parameterSet: u8, idScheme: u8, data: octets() }),
);

const ending: fc.Arbitrary<readonly Payload[]> = fc.oneof(
  fc.constant([]),
  fc.record({ kind: kind('SIGN'), type: bits(4), signature: octets() }).map(sign => [sign]),
  fc.record({ kind: kind('UNKNOWN'), number: fc.integer({ min: 27, max: 255 }), data: octets() }).map(unknown => [unknown]),
);

const header: fc.Arbitrary<Header> = fc.record({
  ...{ dataType: u8, v: fc.boolean(), prf: bits(7), csbId: u32 },
  map: fc.oneof(
    fc.record({ kind: kind('srtp-id'), sessions: fc.array(fc.record({ policy: u8, ssrc: u32, roc: u32 })) }),
    fc.record({ kind: kind('empty'), count: u8 }),
    fc.record({
      kind: kind('generic-id'),
      sessions: fc.array(
        fc.record({
          ...{ csId: u8, protocol: u8, s: fc.boolean(), policies: fc.array(u8), sessionData: octets(), spi: octets() },
        }),
      ),
    }),
  ),
});

/** Any message of the codec's type. */
export const message: fc.Arbitrary<MikeyMessage> = fc
  .tuple(header, fc.array(payload, { maxLength: 20 }), ending, fc.option(exactly(3)))
  .map(([head, payloads, last, trailing]) => ({
    ...{ header: head, payloads: [...payloads, ...last] },
    ...(trailing && last[0]?.kind !== 'UNKNOWN' && { trailing }),
  }));
