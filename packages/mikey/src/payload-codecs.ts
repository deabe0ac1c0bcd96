import { Secret } from '@sdpsec/srtp-core/parameters';
import type { OctetReader, OctetWriter } from './octets.js';
import type { KeyValidity, PayloadKind, PayloadOf, TicketPolicy } from './payloads.js';
import { dhGroups, eccCurves, hashes, keyTypes, macs, type Sized, timestampTypes } from './registry.js';

/** How one payload is laid out behind its next payload field. */
export interface PayloadCodec<Kind extends PayloadKind> {
  /** Its number in the Next payload name space (RFC 3830 §6.1). */
  readonly number: number;
  read(from: OctetReader): Omit<PayloadOf<Kind>, 'kind'>;
  write(to: OctetWriter, payload: PayloadOf<Kind>): unknown;
}

/** Thrown inside a codec alone: a field names a transform whose length nobody here knows. */
export class UnknownLength extends Error {}

/** Every payload whose length can be known; the order is that of the registry. */
export const payloadCodecs: { readonly [Kind in Exclude<PayloadKind, 'UNKNOWN'>]: PayloadCodec<Kind> } = {
  KEMAC: {
    number: 1,
    read: from => {
      const [encryption, data, macAlgorithm] = [from.u8(), Secret.from(from.octets16()), from.u8()];
      return { encryption, data, macAlgorithm, mac: from.take(sizeOf(macs, macAlgorithm)) };
    },
    write: (to, { encryption, data, macAlgorithm, mac }) =>
      to.u8(encryption).octets16(data.reveal()).u8(macAlgorithm).exactly(mac, sizeOf(macs, macAlgorithm)),
  },
  PKE: {
    number: 2,
    read: from => {
      const cacheAndLength = from.u16();
      return { cache: cacheAndLength >> 14, data: from.take(cacheAndLength & 0x3fff) };
    },
    write: (to, { cache, data }) => to.split(2, cache, data.length, 14).octets(data),
  },
  DH: {
    number: 3,
    read: from => {
      const group = from.u8();
      const value = from.take(sizeOf(dhGroups, group));
      const reservedAndKv = from.u8();
      return { group, value, reserved: reservedAndKv >> 4, ...readValidity(from, reservedAndKv & 15) };
    },
    write: (to, { group, value, reserved, validity }) => {
      to.u8(group).exactly(value, sizeOf(dhGroups, group)).split(1, reserved, kvOf(validity), 4);
      writeValidity(to, validity);
    },
  },
  SIGN: {
    number: 4,
    read: from => {
      const typeAndLength = from.u16();
      return { type: typeAndLength >> 12, signature: from.take(typeAndLength & 0x0fff) };
    },
    write: (to, { type, signature }) => to.split(2, type, signature.length, 12).octets(signature),
  },
  T: {
    number: 5,
    read: from => {
      const type = from.u8();
      return { type, value: from.take(sizeOf(timestampTypes, type)) };
    },
    write: (to, { type, value }) => to.u8(type).exactly(value, sizeOf(timestampTypes, type)),
  },
  ID: {
    number: 6,
    read: from => ({ type: from.u8(), data: from.octets16() }),
    write: (to, { type, data }) => to.u8(type).octets16(data),
  },
  CERT: {
    number: 7,
    read: from => ({ type: from.u8(), data: from.octets16() }),
    write: (to, { type, data }) => to.u8(type).octets16(data),
  },
  CHASH: {
    number: 8,
    read: from => {
      const hash = from.u8();
      return { hash, value: from.take(sizeOf(hashes, hash)) };
    },
    write: (to, { hash, value }) => to.u8(hash).exactly(value, sizeOf(hashes, hash)),
  },
  V: {
    number: 9,
    read: from => {
      const macAlgorithm = from.u8();
      return { macAlgorithm, mac: from.take(sizeOf(macs, macAlgorithm)) };
    },
    write: (to, { macAlgorithm, mac }) => to.u8(macAlgorithm).exactly(mac, sizeOf(macs, macAlgorithm)),
  },
  SP: {
    number: 10,
    read: from => {
      const [policy, protocol] = [from.u8(), from.u8()];
      const parameters = from.within(from.u16(), part => {
        const found = [];
        while (part.left > 0) found.push({ type: part.u8(), value: part.octets8() });
        return found;
      });
      return { policy, protocol, parameters };
    },
    write: (to, { policy, protocol, parameters }) => {
      to.u8(policy)
        .u8(protocol)
        .u16(parameters.reduce((length, { value }) => length + 2 + value.length, 0));
      for (const { type, value } of parameters) to.u8(type).octets8(value);
    },
  },
  RAND: {
    number: 11,
    read: from => ({ rand: from.octets8() }),
    write: (to, { rand }) => to.octets8(rand),
  },
  ERR: {
    number: 12,
    read: from => ({ error: from.u8(), reserved: from.u16() }),
    write: (to, { error, reserved }) => to.u8(error).u16(reserved),
  },
  TR: {
    number: 13,
    read: from => {
      const [role, type] = [from.u8(), from.u8()];
      return { role, type, value: from.take(sizeOf(timestampTypes, type)) };
    },
    write: (to, { role, type, value }) => to.u8(role).u8(type).exactly(value, sizeOf(timestampTypes, type)),
  },
  IDR: {
    number: 14,
    read: from => ({ role: from.u8(), type: from.u8(), data: from.octets16() }),
    write: (to, { role, type, data }) => to.u8(role).u8(type).octets16(data),
  },
  RANDR: {
    number: 15,
    read: from => ({ role: from.u8(), rand: from.octets8() }),
    write: (to, { role, rand }) => to.u8(role).octets8(rand),
  },
  TP: { number: 16, read: readTicketPolicy, write: writeTicketPolicy },
  TICKET: {
    number: 17,
    read: from => ({ ...readTicketPolicy(from), ticket: from.octets16(), initiatorData: from.octets16() }),
    write: (to, payload) => {
      writeTicketPolicy(to, payload);
      to.octets16(payload.ticket).octets16(payload.initiatorData);
    },
  },
  KEY: {
    number: 20,
    read: from => {
      const typeAndKv = from.u8();
      const type = typeAndKv >> 4;
      // Whether a salt length follows is only known for registered key types.
      const row = keyTypes.find(({ value }) => value === type);
      if (!row) throw new UnknownLength();
      const key = Secret.from(from.octets16());
      const salt = row.salt ? { salt: Secret.from(from.octets16()) } : {};
      return { type, key, ...salt, ...readValidity(from, typeAndKv & 15) };
    },
    write: (to, { type, key, salt, validity }) => {
      to.split(1, type, kvOf(validity), 4).octets16(key.reveal());
      if (salt) to.octets16(salt.reveal());
      writeValidity(to, validity);
    },
  },
  EXT: {
    number: 21,
    read: from => ({ type: from.u8(), data: from.octets16() }),
    write: (to, { type, data }) => to.u8(type).octets16(data),
  },
  IBAKE: {
    number: 22,
    read: from => ({ data: from.octets16() }),
    write: (to, { data }) => to.octets16(data),
  },
  ESK: {
    number: 23,
    read: from => ({ data: from.octets16() }),
    write: (to, { data }) => to.octets16(data),
  },
  SK: {
    number: 24,
    read: from => {
      const typeAndKv = from.u8();
      const key = Secret.from(from.octets16());
      return { type: typeAndKv >> 4, key, ...readValidity(from, typeAndKv & 15) };
    },
    write: (to, { type, key, validity }) => {
      to.split(1, type, kvOf(validity), 4).octets16(key.reveal());
      writeValidity(to, validity);
    },
  },
  ECCPT: {
    number: 25,
    read: from => {
      const curve = from.u8();
      const [point, macAlgorithm, tgkOctets] = [from.take(sizeOf(eccCurves, curve)), from.u8(), from.u16()];
      const reservedAndKv = from.u8();
      const validity = readValidity(from, reservedAndKv & 15);
      return { curve, point, macAlgorithm, tgkOctets, reserved: reservedAndKv >> 4, ...validity };
    },
    write: (to, { curve, point, macAlgorithm, tgkOctets, reserved, validity }) => {
      to.u8(curve).exactly(point, sizeOf(eccCurves, curve)).u8(macAlgorithm).u16(tgkOctets).split(1, reserved, kvOf(validity), 4);
      writeValidity(to, validity);
    },
  },
  SAKKE: {
    number: 26,
    read: from => ({ parameterSet: from.u8(), idScheme: from.u8(), data: from.octets16() }),
    write: (to, { parameterSet, idScheme, data }) => to.u8(parameterSet).u8(idScheme).octets16(data),
  },
};

function sizeOf(table: readonly Sized[], value: number): number {
  const row = table.find(candidate => candidate.value === value);
  if (!row) throw new UnknownLength();
  return row.octets;
}

/** The KV field that stands for a validity (RFC 3830 §6.13). */
function kvOf(validity: KeyValidity | undefined): number {
  return validity === undefined ? 0 : validity.kind === 'spi' ? 1 : 2;
}

function readValidity(from: OctetReader, kv: number): { validity?: KeyValidity } {
  switch (kv) {
    case 0:
      return {};
    case 1:
      return { validity: { kind: 'spi', spi: from.octets8() } };
    case 2:
      return { validity: { kind: 'interval', from: from.octets8(), to: from.octets8() } };
    default:
      throw new UnknownLength();
  }
}

function writeValidity(to: OctetWriter, validity: KeyValidity | undefined): void {
  if (validity?.kind === 'spi') to.octets8(validity.spi);
  if (validity?.kind === 'interval') to.octets8(validity.from).octets8(validity.to);
}

function readTicketPolicy(from: OctetReader): TicketPolicy {
  const [ticketType, subtype, version] = [from.u16(), from.u8(), from.u8()];
  // 7 bits of PRF, 12 flags and 5 reserved bits share three octets.
  const bits = from.u8() * 0x10000 + from.u16();
  const fields = { prf: bits >> 17, flags: (bits >> 5) & 0xfff, reserved: bits & 31 };
  return { ticketType, subtype, version, ...fields, policy: from.octets16() };
}

function writeTicketPolicy(to: OctetWriter, payload: TicketPolicy): void {
  const { ticketType, subtype, version, prf, flags, reserved, policy } = payload;
  to.u16(ticketType).u8(subtype).u8(version);
  to.split(1, prf, flags >> 11, 1).split(2, flags & 0x7ff, reserved, 5);
  to.octets16(policy);
}
