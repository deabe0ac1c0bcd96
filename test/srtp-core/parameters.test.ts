import { inspect } from 'node:util';
import { Secret, SrtpError, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';

describe('srtpParameters (RFC 4568 §6.1)', () => {
  it('refuses a master key of another length than the suite wants, and says so', () => {
    const build = () =>
      srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key: new Uint8Array(15), salt: new Uint8Array(14) }] });
    expect(build).to.throw(SrtpError, 'expected a master key of 16 octets, got 15');
  });

  it('shows no key octets when inspected or written as JSON', () => {
    const key = Secret.from(new Uint8Array(16).fill(0xab));
    const parameters = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: [{ key, salt: new Uint8Array(14).fill(0xcd) }],
    });
    const shown = inspect(parameters, { depth: 9, showHidden: true }) + JSON.stringify(parameters) + String(key);
    expect(shown).not.to.match(/171|205|abab|cdcd/);
  });
});
