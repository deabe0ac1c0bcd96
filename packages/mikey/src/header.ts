import type { OctetReader, OctetWriter } from './octets.js';

/** A crypto session in the SRTP-ID map; its CS ID is its place in the list, from 1 (RFC 3830 §6.1.1). */
export interface SrtpId {
  readonly policy: number;
  /** 0: not chosen yet; the Responder fills it in. */
  readonly ssrc: number;
  readonly roc: number;
}

/** A crypto session in the GENERIC-ID map (RFC 6043 §6.1.1). */
export interface GenericId {
  readonly csId: number;
  readonly protocol: number;
  /** The S flag: ROC and SEQ stand in the session data. */
  readonly s: boolean;
  readonly policies: readonly number[];
  /** For SRTP: SSRC, then with the S flag ROC and SEQ. */
  readonly sessionData: Uint8Array;
  readonly spi: Uint8Array;
}

/** How the crypto sessions are mapped to streams (RFC 3830 §6.1, RFC 4563 §5, RFC 6043 §6.1.1). */
export type CsIdMap =
  | { readonly kind: 'srtp-id'; readonly sessions: readonly SrtpId[] }
  /** `count` is #CS: the map itself carries nothing. */
  | { readonly kind: 'empty'; readonly count: number }
  | { readonly kind: 'generic-id'; readonly sessions: readonly GenericId[] };

/** The common header (HDR, RFC 3830 §6.1 with erratum 2654: the map info has variable length). */
export interface Header {
  readonly dataType: number;
  /** The V flag: a verification message is expected. */
  readonly v: boolean;
  readonly prf: number;
  readonly csbId: number;
  readonly map: CsIdMap;
}

/** The 8-bit version field; no other version exists. */
const version = 1;

/** Reads HDR; `next` is the number of the payload behind it. */
export function readHeader(from: OctetReader): { header: Header; next: number } {
  const found = from.u8();
  if (found !== version) throw from.fail('unsupported-version', `expected MIKEY version ${version}, got ${found}`);
  const dataType = from.u8();
  const next = from.u8();
  const vAndPrf = from.u8();
  const csbId = from.u32();
  const count = from.u8();
  const header = { dataType, v: vAndPrf >= 0x80, prf: vAndPrf & 0x7f, csbId, map: readMap(from, count, from.u8()) };
  return { header, next };
}

/** Writes HDR. */
export function writeHeader(to: OctetWriter, header: Header, next: number): void {
  to.u8(version).u8(header.dataType).u8(next).split(1, Number(header.v), header.prf, 7).u32(header.csbId);
  writeMap(to, header.map);
}

function readMap(from: OctetReader, count: number, type: number): CsIdMap {
  const sessions = Array.from({ length: count });
  switch (type) {
    case 0:
      return { kind: 'srtp-id', sessions: sessions.map(() => ({ policy: from.u8(), ssrc: from.u32(), roc: from.u32() })) };
    case 1:
      return { kind: 'empty', count };
    case 2:
      return { kind: 'generic-id', sessions: sessions.map(() => readGenericId(from)) };
    default:
      throw from.fail('unsupported-map-type', `expected CS ID map type 0, 1 or 2, got ${type}`);
  }
}

function readGenericId(from: OctetReader): GenericId {
  const csId = from.u8();
  const protocol = from.u8();
  const sAndCount = from.u8();
  const policies = [...from.take(sAndCount & 0x7f)];
  return { csId, protocol, s: sAndCount >= 0x80, policies, sessionData: from.octets16(), spi: from.octets8() };
}

function writeMap(to: OctetWriter, map: CsIdMap): void {
  switch (map.kind) {
    case 'srtp-id':
      to.u8(map.sessions.length).u8(0);
      for (const { policy, ssrc, roc } of map.sessions) to.u8(policy).u32(ssrc).u32(roc);
      return;
    case 'empty':
      to.u8(map.count).u8(1);
      return;
    case 'generic-id':
      to.u8(map.sessions.length).u8(2);
      for (const { csId, protocol, s, policies, sessionData, spi } of map.sessions) {
        to.u8(csId).u8(protocol).split(1, Number(s), policies.length, 7);
        for (const policy of policies) to.u8(policy);
        to.octets16(sessionData).octets8(spi);
      }
  }
}
