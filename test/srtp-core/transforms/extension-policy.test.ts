import { randomBytes } from 'node:crypto';
import {
  refusalOf,
  SrtpError,
  type SrtpParametersInput,
  SrtpReceiver,
  SrtpSession,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { hex, octets } from '../../support/vectors.js';

type Agreed = Partial<Omit<SrtpParametersInput, 'masterKeys'>>;

/** A sender and receivers with the same keys, which may see the switches differently. */
function pair(send: Agreed, ...receive: Agreed[]) {
  const suite = send.suite ?? 'AES_CM_128_HMAC_SHA1_80';
  const masterKeys = [{ key: randomBytes(suites[suite].keyOctets), salt: randomBytes(suites[suite].saltOctets) }];
  const parameters = (agreed: Agreed) => srtpParameters({ ...agreed, suite, masterKeys });
  return {
    sender: new SrtpSession({ send: [parameters(send)] }),
    receivers: receive.map(agreed => new SrtpReceiver([parameters(agreed)])),
  };
}

/** Hexadecimal octets, or the refusal. */
function result(octetsOrStatus: number, target: Uint8Array): string {
  return octetsOrStatus < 0 ? refusalOf(octetsOrStatus)! : hex(target.subarray(0, octetsOrStatus));
}

function protect(sender: SrtpSession, packet: string): string {
  const target = new Uint8Array(packet.length / 2 + 200);
  return result(sender.protectRtpInto(octets(packet), target), target);
}

function unprotect(receiver: SrtpReceiver, packet: string): string {
  const target = new Uint8Array(packet.length / 2);
  return result(receiver.unprotectRtpInto(octets(packet), target), target);
}

const plain = `80600001${'00'.repeat(4)}cafebabe${'ab'.repeat(20)}`;
const extended = `90600002${'00'.repeat(4)}cafebabebede000110aa20bb${'ab'.repeat(20)}`;
const contributed = `81600003${'00'.repeat(4)}cafebabe01020304${'ab'.repeat(20)}`;
const foreign = `90600004${'00'.repeat(4)}cafebabeabcd000110aa20bb${'ab'.repeat(20)}`;
const appbits = `90600005${'00'.repeat(4)}cafebabe100100020102aabb01020000${'ab'.repeat(20)}`;

describe('Cryptex as agreed (RFC 9335 §5)', () => {
  it('off: sends extensions as they are, and delivers a Cryptex packet as the mark says: not ours to decrypt', () => {
    const { sender, receivers } = pair({}, { cryptex: 'allowed' }, { cryptex: 'required' });
    const sealed = protect(sender, extended);
    expect(sealed.slice(24, 40)).to.equal('bede000110aa20bb');
    expect(unprotect(receivers[0]!, sealed)).to.equal(extended);
    expect(unprotect(receivers[1]!, sealed)).to.equal('cryptex-required');
  });

  it('required: refuses to send what it cannot hide, without using the index up', () => {
    const { sender, receivers } = pair({ cryptex: 'required' }, { cryptex: 'required' });
    for (const packet of [foreign, appbits]) {
      expect(protect(sender, packet)).to.equal('cryptex-required');
      const same = packet.slice(0, 8);
      expect(unprotect(receivers[0]!, protect(sender, same + extended.slice(8)))).to.equal(same + extended.slice(8));
    }
    expect(unprotect(receivers[0]!, protect(sender, plain))).to.equal(plain);
  });

  it('required: refuses to receive bare extensions and bare CSRCs, but not a packet without either', () => {
    const { sender, receivers } = pair({}, { cryptex: 'required' });
    expect(unprotect(receivers[0]!, protect(sender, extended))).to.equal('cryptex-required');
    expect(unprotect(receivers[0]!, protect(sender, contributed))).to.equal('cryptex-required');
    expect(unprotect(receivers[0]!, protect(sender, plain))).to.equal(plain);
  });

  it('allowed: what Cryptex cannot take goes without it, its elements still encrypted where that was agreed too', () => {
    const agreed: Agreed = { cryptex: 'allowed', encryptedExtensions: [1] };
    const { sender, receivers } = pair(agreed, agreed);
    const [first, second] = [protect(sender, foreign), protect(sender, appbits)];
    expect(first.slice(24, 40)).to.equal('abcd000110aa20bb');
    expect(second.slice(24, 36)).to.equal('100100020102');
    expect(second.slice(36, 40)).to.not.equal('aabb');
    expect([unprotect(receivers[0]!, first), unprotect(receivers[0]!, second)]).to.deep.equal([foreign, appbits]);
  });

  it('allowed: refuses to send a packet that bears the mark already', () => {
    const { sender } = pair({ cryptex: 'allowed' });
    for (const mark of ['c0de', 'c2de'])
      expect(protect(sender, extended.replace('bede', mark)), mark).to.equal('malformed-packet');
  });

  it('required is refused for parameters that encrypt nothing', () => {
    for (const agreed of [{ unencryptedSrtp: true }, { suite: 'NULL_HMAC_SHA1_80' }] as const)
      expect(() => pair({ ...agreed, cryptex: 'required' })).to.throw(SrtpError, 'cryptex: required');
  });

  it('changes nothing for a packet that a forger marked', () => {
    for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM', 'SEED_128_CCM_80'] as const) {
      const { sender, receivers } = pair({ suite }, { suite, cryptex: 'allowed' });
      const sealed = protect(sender, extended);
      expect(unprotect(receivers[0]!, sealed.replace('bede0001', 'c0de0001')), suite).to.equal('auth-failed');
      expect(unprotect(receivers[0]!, sealed), suite).to.equal(extended);
    }
  });
});

describe('Encrypted elements', () => {
  it('writes nothing of a forged packet, neither its elements nor its payload (RFC 6904 §3)', () => {
    for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'F8_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM', 'SEED_128_CCM_80'] as const) {
      const agreed: Agreed = { suite, encryptedExtensions: [1] };
      const { sender, receivers } = pair(agreed, agreed);
      const sealed = octets(protect(sender, extended));
      for (let at = 12; at < sealed.length; at++) {
        const forged = sealed.slice();
        forged[at]! ^= 1;
        const target = new Uint8Array(sealed.length);
        expect(receivers[0]!.unprotectRtpInto(forged, target), `${suite}, octet ${at}`).to.be.lessThan(0);
        expect(hex(target), `${suite}, octet ${at}`).to.equal('00'.repeat(sealed.length));
      }
      expect(unprotect(receivers[0]!, hex(sealed)), suite).to.equal(extended);
    }
  });
});

describe('Header extensions that are malformed', () => {
  const ids = [1, 2, 3, 7, 14, 200];
  const suite = fc.constantFrom('AES_CM_128_HMAC_SHA1_80' as const, 'AEAD_AES_128_GCM' as const, 'F8_128_HMAC_SHA1_80' as const);
  const switches = fc.record({
    cryptex: fc.constantFrom('off' as const, 'allowed' as const, 'required' as const),
    elements: fc.boolean(),
  });
  const profile = fc.constantFrom('bede', '1000', '1005', 'c0de', 'c2de', 'abcd');
  const words = fc.oneof(fc.nat(6), fc.constantFrom(0xffff, 0x100));

  it('are refused with a status or come back as they were, never with an exception', () => {
    fc.assert(
      fc.property(
        suite,
        switches,
        profile,
        words,
        fc.nat(15),
        fc.uint8Array({ maxLength: 100 }),
        (name, { cryptex, elements }, mark, length, csrcs, rest) => {
          const agreed: Agreed = { suite: name, cryptex, ...(elements && { encryptedExtensions: ids }) };
          const { sender, receivers } = pair(agreed, agreed);
          const packet = `9${csrcs.toString(16)}600001${'00'.repeat(4)}cafebabe${'11223344'.repeat(csrcs)}${mark}${length.toString(16).padStart(4, '0')}${hex(rest)}`;
          const sealed = protect(sender, packet);
          if (/^[a-z]+-[a-z-]+$/.test(sealed)) {
            // The receiver gets the same octets, as an attacker could send them.
            expect(unprotect(receivers[0]!, packet)).to.match(/^[a-z]+-[a-z-]+$/);
            return;
          }
          expect(unprotect(receivers[0]!, sealed)).to.equal(packet);
        },
      ),
      { numRuns: 400 },
    );
  });
});
