import { readFileSync } from 'node:fs';
import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import {
  interopPolicySchema,
  type PeerName,
  type PeerProfile,
  peerProfiles,
  policySchema,
  readPolicy,
} from '@sdpsec/negotiation/policy';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { z } from 'zod';
import { audio, cryptoLines, line, sdp, session } from '../sdp.js';

const names = Object.keys(peerProfiles) as PeerName[];
const alice = sdp(...session('alice'), ...audio());

describe('readPolicy', () => {
  it('requires SDES with registered suites by default, and allows nothing weaker', () => {
    const { security, interop } = readPolicy();
    expect(security).to.deep.include({ security: 'required', keying: ['sdes'], weakening: [], downgrade: 'refuse', fec: false });
    expect(interop).to.include({
      padding: true,
      answerTag: 'strict',
      answerLines: 'one',
      answerProfile: 'same',
      srtcpTagOctets: 10,
      rocOnRekey: 'keep',
    });
    expect(interop.deviations).not.to.include.members(['lifetime-over-limit', 'lifetime-leading-zero']);
    expect(interop.deviations).to.include.members(['padding-missing', 'folded-line', 'suite-alias']);
  });

  it('reads a policy anew that its owner has changed, and lets nobody change what it has read', () => {
    const suites: ['AES_CM_128_HMAC_SHA1_80' | 'AEAD_AES_128_GCM'] = ['AES_CM_128_HMAC_SHA1_80'];
    const input = { security: { suites } };
    const read = readPolicy(input);
    suites[0] = 'AEAD_AES_128_GCM';
    expect(readPolicy(input).security.suites).to.deep.equal(['AEAD_AES_128_GCM']);
    expect(read.security.suites).to.deep.equal(['AES_CM_128_HMAC_SHA1_80']);
    for (const policy of [read, readPolicy()])
      for (const part of [policy, policy.security, policy.security.suites, policy.security.mikey, policy.interop.deviations])
        expect(Object.isFrozen(part)).to.equal(true);
    expect(readPolicy(read)).to.equal(read);
  });

  it('gives back what it has read', () =>
    expect(readPolicy(readPolicy({ peer: 'baresip' }))).to.deep.equal(readPolicy({ peer: 'baresip' })));

  for (const [what, policy, field] of [
    ['an unknown field', { secure: true }, ''],
    ['an unknown suite', { security: { suites: ['ROT13'] } }, 'security.suites.0'],
    ['security fields in the interop part', { interop: { weakening: ['null-cipher'] } }, 'interop'],
    ['an unknown peer', { peer: 'nobody' }, 'peer'],
    ['a lifetime over 2^48', { security: { lifetime: 2 ** 49 } }, 'security.lifetime'],
    ['what is no object', 'strict', 'value'],
  ] as const)
    it(`refuses ${what}, and says which field it is`, () =>
      expect(() => readPolicy(policy))
        .to.throw(NegotiationError, `policy: ${field}`)
        .with.property('code', 'bad-policy'));

  it('is published as JSON Schema (npm run schema writes it)', () => {
    const published = JSON.parse(
      readFileSync(new URL('../../../packages/negotiation/policy.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).to.deep.equal({ title: 'sdpsec policy', ...z.toJSONSchema(policySchema, { io: 'input' }) });
  });
});

describe('acceptance by policy', () => {
  const answer = (policy: Parameters<typeof answerOffer>[2], ...lines: string[]) =>
    answerOffer(sdp(...session('p'), ...audio(1, 'RTP/SAVP'), ...lines), alice, policy).agreement.sections[0];
  const refused = { kind: 'rejected' };

  it('minimum strength stands above the list of suites', () => {
    const strict = { policy: { security: { minimumStrength: { keyBits: 256, tagBits: 80 } } } };
    expect(answer(strict, line(1, 1))).to.include(refused);
    expect(cryptoLines(createOffer(alice, strict).sdp).map(one => one.split(' ')[1])).to.deep.equal([
      'AEAD_AES_256_GCM',
      'AES_256_CM_HMAC_SHA1_80',
    ]);
  });

  it('the NULL cipher needs its name among the suites and among the weakenings', () => {
    const suites = ['NULL_HMAC_SHA1_80' as const];
    const offered = line(1, 1, 'NULL_HMAC_SHA1_80');
    expect(answer({}, offered)).to.include(refused);
    expect(answer({ policy: { security: { suites } } }, offered)).to.include(refused);
    expect(answer({ policy: { security: { suites, weakening: ['null-cipher'] } } }, offered)).to.include({ kind: 'sdes' });
  });

  it('Q34: UNAUTHENTICATED_SRTP, whose receiver would play whatever comes as noise, needs its name in the policy', () => {
    const open = line(1, 1, undefined, ' UNAUTHENTICATED_SRTP');
    expect(answer({}, open)).to.include(refused);
    expect(answer({ policy: { security: { weakening: ['unencrypted-srtp'] } } }, open)).to.include(refused);
    expect(answer({ policy: { security: { weakening: ['unauthenticated-srtp'] } } }, open)).to.include({ kind: 'sdes' });
  });

  it('Q11: an MKI can be refused, and is never half accepted', () => {
    const none = { policy: { security: { mki: { accept: false } } } };
    expect(answer(none, line(1, 1, undefined, '|1:4'))).to.include(refused);
    expect(answer(none, line(1, 1, undefined, '|1:4'), line(2, 2))).to.include({ kind: 'sdes', tag: 2 });
  });

  it('FEC parameters need a caller that does FEC (RFC 4568 §6.3.4)', () => {
    const fec = line(1, 1, undefined, ' FEC_ORDER=SRTP_FEC');
    expect(answer({}, fec)).to.include(refused);
    expect(answer({ policy: { security: { fec: true } } }, fec)).to.include({ kind: 'sdes' });
    expect(answer({}, line(1, 1, undefined, ' FEC_ORDER=FEC_SRTP'))).to.include({ kind: 'sdes' });
  });

  it('Q9: a lifetime above 2^48 is taken only where the deviation is allowed', () => {
    const over = line(1, 1, undefined, '|2^49');
    expect(answer({}, over)).to.include(refused);
    expect(answer({ policy: { interop: { deviations: ['lifetime-over-limit'] } } }, over)).to.include({ kind: 'sdes' });
  });

  it('a strict list of deviations refuses what the grammar tolerates', () => {
    const folded = line(1, 1).replace(' inline', '  inline');
    expect(answer({}, folded)).to.include({ kind: 'sdes' });
    expect(answer({ policy: { interop: { deviations: [] } } }, folded)).to.include(refused);
  });
});

describe('peer profiles', () => {
  it('are those that people ask for', () =>
    expect(names).to.have.members([
      'asterisk',
      'freeswitch',
      'rtpengine',
      'kamailio',
      'pjsip',
      'linphone',
      'baresip',
      'teams',
      'ms-exchange-um',
      'twilio',
      'telnyx',
      'cisco-cube',
      'audiocodes',
      'polycom',
      'yealink',
      'grandstream',
      'webex',
      'lync',
      'ffmpeg',
      'gstreamer',
    ]));

  for (const name of names)
    it(`${name}: reads, cites its evidence, and leaves security as it is`, () => {
      const { evidence, interop } = peerProfiles[name];
      for (const { behaviour, source } of evidence)
        expect([behaviour.length > 10, source.length > 5]).to.deep.equal([true, true]);
      expect(interopPolicySchema.safeParse(interop).success).to.equal(true);
      expect(readPolicy({ peer: name }).security).to.deep.equal(readPolicy().security);
      // It offers no suite that the policy does not have.
      const offered = cryptoLines(createOffer(alice, { policy: { peer: name } }).sdp);
      const known = readPolicy().security.suites.map(suite => suite.replace('AES_256_CM', 'AES_(256_CM|CM_256)'));
      for (const one of offered) expect(one).to.match(new RegExp(` (${known.join('|')}) `));
      expect(offered).not.to.have.length(0);
    });

  it('cannot weaken: fields of the security policy are no part of their type', () => {
    // @ts-expect-error a profile has no weakening
    const profile: PeerProfile = { weakening: ['null-cipher'] };
    expect(interopPolicySchema.safeParse(profile).success).to.equal(false);
  });

  it('give way to what the policy itself says', () => {
    expect(readPolicy({ peer: 'linphone' }).interop).to.include({ srtcpTagOctets: 4 });
    expect(readPolicy({ peer: 'linphone', interop: { srtcpTagOctets: 10 } }).interop).to.include({ srtcpTagOctets: 10 });
  });

  it('Q3: offer both spellings of a suite to peers that know one of them, each line with its own tag and key', () => {
    const lines = cryptoLines(
      createOffer(alice, { policy: { peer: 'yealink', security: { suites: ['AES_256_CM_HMAC_SHA1_80'] } } }).sdp,
    );
    expect(lines.map(one => one.split(' ').slice(0, 2).join(' '))).to.deep.equal([
      'a=crypto:1 AES_256_CM_HMAC_SHA1_80',
      'a=crypto:2 AES_CM_256_HMAC_SHA1_80',
    ]);
    expect(lines[0]?.split('inline:')[1]).not.to.equal(lines[1]?.split('inline:')[1]);
  });
});
