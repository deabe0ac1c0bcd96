import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { type MakeSubject, packetsPerRound, plainPackets } from './subject.js';

/** What one writes first with node:crypto: a cipher and an HMAC object per packet, session keys ready, no replay window. */
export const nodeCrypto: MakeSubject = (suite, payloadOctets) => {
  const key = createSecretKey(randomBytes(16));
  const authenticationKey = createSecretKey(randomBytes(20));
  const salt = randomBytes(16);
  const plain = plainPackets(payloadOctets);
  const wire: Buffer[] = [];
  const roc = Buffer.alloc(4);
  const gcm = suite === 'AEAD_AES_128_GCM';
  let sequence = 0;

  function vector(packet: Buffer): Buffer {
    const iv = Buffer.from(gcm ? salt.subarray(0, 12) : salt);
    const ssrcAt = gcm ? 2 : 4;
    for (let i = 0; i < 4; i++) iv[ssrcAt + i] = (iv[ssrcAt + i] as number) ^ (packet[8 + i] as number);
    const sequenceAt = gcm ? 10 : 12;
    for (let i = 0; i < 2; i++) iv[sequenceAt + i] = (iv[sequenceAt + i] as number) ^ (packet[2 + i] as number);
    return iv;
  }

  function tagOf(packet: Buffer): Buffer {
    return createHmac('sha1', authenticationKey).update(packet).update(roc).digest().subarray(0, 10);
  }

  const protectOne = gcm
    ? (packet: Buffer) => {
        const cipher = createCipheriv('aes-128-gcm', key, vector(packet));
        cipher.setAAD(packet.subarray(0, 12));
        const sealed = cipher.update(packet.subarray(12));
        cipher.final();
        return Buffer.concat([packet.subarray(0, 12), sealed, cipher.getAuthTag()]);
      }
    : (packet: Buffer) => {
        const sealed = createCipheriv('aes-128-ctr', key, vector(packet)).update(packet.subarray(12));
        const authenticated = Buffer.concat([packet.subarray(0, 12), sealed]);
        return Buffer.concat([authenticated, tagOf(authenticated)]);
      };
  const unprotectOne = gcm
    ? (packet: Buffer) => {
        const decipher = createDecipheriv('aes-128-gcm', key, vector(packet));
        decipher.setAAD(packet.subarray(0, 12));
        decipher.setAuthTag(packet.subarray(-16));
        return Buffer.concat([packet.subarray(0, 12), decipher.update(packet.subarray(12, -16)), decipher.final()]);
      }
    : (packet: Buffer) => {
        const authenticated = packet.subarray(0, -10);
        if (!timingSafeEqual(tagOf(authenticated), packet.subarray(-10))) throw new Error('refused');
        const opened = createCipheriv('aes-128-ctr', key, vector(packet)).update(authenticated.subarray(12));
        return Buffer.concat([packet.subarray(0, 12), opened]);
      };
  return {
    protect() {
      for (let i = 0; i < packetsPerRound; i++) {
        const packet = plain[i] as Buffer;
        sequence = (sequence + 1) & 0xffff;
        packet.writeUInt16BE(sequence, 2);
        wire[i] = protectOne(packet);
      }
    },
    unprotect() {
      for (let i = 0; i < packetsPerRound; i++) unprotectOne(wire[i] as Buffer);
    },
  };
};
