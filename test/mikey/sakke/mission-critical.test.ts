import { createDecipheriv, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, find, readExtension, writeExtension } from '@sdpsec/mikey';
import { groupUserKeyId, keyPurpose, openKeyParameters, protectKeyParameters } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { sharedFolder } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';

const recorded = (name: string) => {
  const folder = sharedFolder('messages');
  return folder && JSON.parse(readFileSync(join(folder, `sakke-streamwide-v5-${name}.json`), 'utf8'));
};

describe('Keys of 3GPP mission-critical services (TS 33.180)', () => {
  it('a key ID says in its upper four bits what the key is for', () => {
    expect([0x0df9bc39, 0x1fffffff, 0x2ddd5bf0, 0x60000000, 0x7fffffff].map(keyPurpose)).to.deep.equal([
      ...['GMK', 'PCK', 'CSK', 'MuSiK', undefined],
    ]);
    expect(keyPurpose(0xf0000000)).to.equal(undefined);
  });

  describe('against messages of another implementation', () => {
    if (!sharedFolder('messages')) return;

    it('GUK-ID follows from GMK, GMK-ID and the user who gets them, and is the CSB ID', () => {
      const { keys, hex: message } = recorded('gmk');
      const gmk = Secret.from(octets(keys.ssv));
      const gukId = groupUserKeyId(gmk, Number.parseInt(keys.key_id, 16), keys.responder);
      expect(gukId).to.equal(Number.parseInt(keys.guk_id, 16));
      expect(gukId).to.equal(decodeMessage(octets(message)).header.csbId);
      expect(groupUserKeyId(gmk, Number.parseInt(keys.key_id, 16), keys.initiator)).not.to.equal(gukId);
    });

    for (const [name, expected] of [
      ['csk', { keyType: 2 }],
      ['gmk', { keyType: 0, groups: Uint8Array.of(0) }],
    ] as const)
      it(`the protected payload of ${name} opens under its SSV, and under no other; any change is noticed`, () => {
        const { keys, hex: message } = recorded(name);
        const extension = find(decodeMessage(octets(message)), 'EXT');
        if (!extension) throw new Error('no extension');
        const dppk = Secret.from(octets(keys.ssv));
        const parameters = { status: 1, activation: 0, expiry: 0, text: '', ...expected };
        expect(openKeyParameters(extension, dppk)).to.deep.equal(parameters);
        expect(openKeyParameters(extension, Secret.random(16))).to.equal(undefined);
        expect(hex(writeExtension(readExtension(extension)).data)).to.equal(hex(extension.data));
        for (let at = 0; at < extension.data.length; at++) {
          const data = extension.data.with(at, (extension.data[at] as number) ^ 1);
          expect(openKeyParameters({ ...extension, data }, dppk), `octet ${at}`).to.equal(undefined);
        }
        expect(openKeyParameters({ ...extension, data: extension.data.subarray(0, 40) }, dppk)).to.equal(undefined);
      });
  });

  it('what we protect, the program of another library decrypts: DPCK is the last half of an HMAC', () => {
    const dppk = Secret.from(new Uint8Array(16).fill(7));
    const parameters = { keyType: 2, status: 1, activation: 0x12_3456_789a, expiry: 5, text: 'é' };
    const extension = protectKeyParameters(parameters, { dppk, dppkId: 0x2ddd5bf0 });
    const { data } = extension;
    const dpck = createHmac('sha256', dppk.reveal()).update('532ddd5bf00004', 'hex').digest().subarray(16);
    const decipher = createDecipheriv('aes-128-gcm', dpck, data.subarray(12, 28)).setAAD(data.subarray(0, 32));
    decipher.setAuthTag(data.subarray(-16));
    const plain = Buffer.concat([decipher.update(data.subarray(35, -16)), decipher.final()]);
    expect(plain.toString('hex')).to.equal('0200000001123456789a00000000050002c3a9');
    expect(openKeyParameters(extension, dppk)).to.deep.equal(parameters);
  });
});
