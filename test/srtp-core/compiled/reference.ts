import { createCipheriv, createHmac } from 'node:crypto';
import type { SrtpSuite } from '@sdpsec/srtp-core';

/** SRTP and SRTCP packets made by OpenSSL's AES-CTR, AES-GCM and HMAC, written from RFC 3711 and RFC 7714: the other side of the tests. */
export interface ReferencePacket {
  readonly rtcp: boolean;
  readonly ssrc: number;
  readonly index: number;
  readonly clear: number;
  readonly encrypt: boolean;
  readonly tagOctets: number;
  readonly mki: Uint8Array;
  readonly roc?: number;
}

/** RFC 3711 §4.3.1, §4.3.3: octets for one label. */
export function derive(key: Uint8Array, salt: Uint8Array, label: number, r: number, octets: number): Buffer {
  const x = Buffer.alloc(16);
  x.set(salt);
  x[7] = (x[7] as number) ^ label;
  const rate = Buffer.alloc(8);
  rate.writeBigUInt64BE(BigInt(r));
  for (let i = 0; i < 6; i++) x[8 + i] = (x[8 + i] as number) ^ (rate[2 + i] as number);
  return createCipheriv(`aes-${8 * key.length}-ctr`, key, x).update(Buffer.alloc(octets));
}

export function protect(
  suite: SrtpSuite,
  key: Uint8Array,
  salt: Uint8Array,
  r: number,
  plain: Uint8Array,
  packet: ReferencePacket,
): Buffer {
  const base = packet.rtcp ? 3 : 0;
  const sessionKey = derive(key, salt, base, r, suite.keyOctets);
  const sessionSalt = derive(key, salt, base + 2, r, suite.saltOctets);
  const trailer = Buffer.alloc(4);
  if (packet.rtcp) trailer.writeUInt32BE(packet.encrypt ? packet.index + 2 ** 31 : packet.index);
  else trailer.writeUInt32BE(Math.floor(packet.index / 65_536));
  const head = plain.subarray(0, packet.clear);
  const body = plain.subarray(packet.clear);
  const carried = packet.roc === undefined ? Buffer.alloc(0) : Buffer.alloc(4);
  if (packet.roc !== undefined) carried.writeUInt32BE(packet.roc);
  if (suite.transform === 'gcm') {
    const iv = Buffer.alloc(12);
    iv.writeUInt32BE(packet.ssrc, 2);
    iv.writeUIntBE(packet.index, 6, 6);
    for (let i = 0; i < 12; i++) iv[i] = (iv[i] as number) ^ (sessionSalt[i] as number);
    const gcm = createCipheriv(`aes-${8 * sessionKey.length}-gcm` as 'aes-128-gcm', sessionKey, iv);
    const word = packet.rtcp ? trailer : Buffer.alloc(0);
    gcm.setAAD(packet.encrypt ? Buffer.concat([head, word]) : Buffer.concat([plain, word]));
    const sealed = packet.encrypt ? gcm.update(body) : body;
    gcm.final();
    return Buffer.concat([head, sealed, gcm.getAuthTag().subarray(0, packet.tagOctets), word, packet.mki, carried]);
  }
  const iv = Buffer.alloc(16);
  iv.set(sessionSalt);
  const ssrcAndIndex = Buffer.alloc(16);
  ssrcAndIndex.writeUInt32BE(packet.ssrc, 4);
  ssrcAndIndex.writeUIntBE(packet.index, 8, 6);
  for (let i = 0; i < 16; i++) iv[i] = (iv[i] as number) ^ (ssrcAndIndex[i] as number);
  const encrypts = packet.encrypt && suite.cipher !== 'null';
  const sealed = encrypts ? createCipheriv(`aes-${8 * sessionKey.length}-ctr`, sessionKey, iv).update(body) : body;
  const mac = createHmac('sha1', derive(key, salt, base + 1, r, 20))
    .update(Buffer.concat([head, sealed, trailer]))
    .digest();
  const word = packet.rtcp ? trailer : Buffer.alloc(0);
  return Buffer.concat([head, sealed, word, packet.mki, carried, mac.subarray(0, packet.tagOctets)]);
}
