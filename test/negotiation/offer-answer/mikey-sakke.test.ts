import {
  decodeMessage,
  drive,
  encodeMessage,
  formatKeyMgmt,
  initiator,
  type MikeyHost,
  replayCache,
  type SrtpPolicy,
  uri,
} from '@sdpsec/mikey';
import { KeyAuthority, KmsPublicKey, monthlyIdentifier, ReceiverKey, SigningKey, sakkeHost } from '@sdpsec/mikey/sakke';
import { answerOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { receives } from '../keys.js';
import { audio, sdp, session } from '../sdp.js';
import { end, exchange, expectMedia, ids, keyMgmtLines, kinds, messagesOf, now, pskHost } from './mikey-call.js';

const authority = KeyAuthority.random();
const kms = { kpak: authority.kpak, z: KmsPublicKey.from(authority.z) };
const [alices, bobs, mallorys] = ['tel:+447700900123', 'tel:+447700900456', 'tel:+447700900789'];

/** The keys of a number for the month of the tests. */
function hostOf(number: string): MikeyHost {
  const identifier = monthlyIdentifier(number, now);
  const signingKeys = [SigningKey.from(authority.signingKeyMaterial(identifier))];
  const receiverKeys = [ReceiverKey.from({ identifier, kms: kms.z, rsk: authority.receiverSecretKey(identifier) })];
  return { ...sakkeHost({ kms: [kms], signingKeys, receiverKeys }), claimReplay: replayCache({ now: () => now }) };
}
const keys = new Map([alices, bobs, mallorys].map(number => [number, hostOf(number as string)] as const));

const sakkeOnly: PolicyInput = { security: { keying: ['mikey'], mikey: { offer: ['sakke'] } } };
const endOf = (
  name: 'alice' | 'bob',
  { own, other, ...rest }: { own?: string; other?: string } & Parameters<typeof end>[2] = {},
) => {
  const [me, peer] = name === 'alice' ? [alices, bobs] : [bobs, alices];
  const host = { ...(keys.get(own ?? (me as string)) as MikeyHost), claimReplay: replayCache({ now: () => now }) };
  const extra = { identity: uri(own ?? (me as string)), peer: uri(other ?? (peer as string)) };
  return end(name, host, { policy: sakkeOnly, sakke: { domain: { scheme: 'tel-month' } }, ...extra, ...rest });
};

describe('MIKEY-SAKKE in offer and answer (RFC 4567 §4.1, RFC 6509)', () => {
  it('keys a call by the message of the offer alone, with RCC where the offerer asks for it', () => {
    const rcc = { mode: 3, rate: 1, tagOctets: 4 } as const;
    const { offer, answer, ours, theirs } = exchange(endOf('alice', { rcc }), endOf('bob'));
    expect(messagesOf(offer).map(({ header }) => [header.dataType, header.v])).to.deep.equal([[26, false]]);
    expect(keyMgmtLines(answer)).to.deep.equal([]);
    expect(theirs.sections[0]).to.include({ kind: 'mikey', protectedBy: 'signature', suite: 'AEAD_AES_256_GCM' });
    for (const { send, receive } of [...ours.rtpSessions, ...theirs.rtpSessions])
      for (const parameters of [...send, ...receive]) expect(parameters.rcc).to.deep.equal(rcc);
    expectMedia(ours, theirs);
  });

  it('takes packets without a MAC, as RCC leaves them, only where the policy allows it by name (RFC 4771 §3, §5)', () => {
    const outcome = (suite: 'AES_CM_128_HMAC_SHA1_80' | 'AEAD_AES_128_GCM', rcc: SrtpPolicy['rcc'], security: object = {}) => {
      const suites = [suite];
      const sender: PolicyInput = {
        security: { keying: ['mikey'], mikey: { offer: ['sakke'] }, suites, weakening: ['unauthenticated-srtp'] },
      };
      const receiver = { security: { keying: ['mikey'], suites, ...security } } as PolicyInput;
      const [section] = exchange(endOf('alice', { policy: sender, ...(rcc && { rcc }) }), endOf('bob', { policy: receiver }))
        .theirs.sections;
      return section?.kind === 'rejected' ? section.reason : section?.kind;
    };
    const refused = 'unauthenticated-srtp is not allowed by the policy';
    const hmac = 'AES_CM_128_HMAC_SHA1_80';
    const rocAlone = { mode: 3, rate: 1, tagOctets: 4 } as const;
    expect(outcome(hmac, rocAlone)).to.equal(refused);
    expect(outcome(hmac, { mode: 1, rate: 2, tagOctets: 14 })).to.equal(refused);
    expect(outcome(hmac, rocAlone, { weakening: ['unauthenticated-srtp'] })).to.equal('mikey');
    expect(outcome(hmac, { mode: 1, rate: 1, tagOctets: 14 })).to.equal('mikey');
    expect(outcome(hmac, { mode: 2, rate: 100, tagOctets: 14 })).to.equal('mikey');
    expect(outcome('AEAD_AES_128_GCM', rocAlone)).to.equal('mikey');
    // Of 10 octets of tag the ROC takes 4.
    const minimumStrength = { tagBits: 80 };
    expect(outcome(hmac, { mode: 2, rate: 100, tagOctets: 10 }, { minimumStrength })).to.include('below the minimum');
    expect(outcome(hmac, { mode: 2, rate: 100, tagOctets: 14 }, { minimumStrength })).to.equal('mikey');
  });

  it('has the MKI in the GENERIC-ID map', () => {
    const policy: PolicyInput = { security: { keying: ['mikey'], mikey: { offer: ['sakke'] }, mki: { offer: 4 } } };
    const { offer, ours, theirs } = exchange(endOf('alice', { policy }), endOf('bob'));
    expect(messagesOf(offer)[0]?.header.map).to.have.property('kind', 'generic-id');
    expect(theirs.rtpSessions[0]?.receive[0]?.masterKeys[0].mki).to.deep.equal(Uint8Array.of(0, 0, 0, 1));
    expectMedia(ours, theirs);
  });

  it('a later offer begins anew, for SAKKE has no updates', () => {
    const [one, other] = [endOf('alice'), endOf('bob')];
    const first = exchange(one, other);
    const second = exchange(one, other);
    expect(messagesOf(second.offer)[0]?.header.csbId).not.to.equal(messagesOf(first.offer)[0]?.header.csbId);
    expect(receives(second.theirs.rtpSessions[0])).not.to.equal(receives(first.theirs.rtpSessions[0]));
    expectMedia(second.ours, second.theirs);
  });

  it('is offered neither beside other lines nor under RTP/AVP, where nothing in an answer says that it was taken', () => {
    const both: PolicyInput = { security: { keying: ['mikey'], mikey: { offer: ['sakke', 'psk'] } } };
    const host = { ...keys.get(alices as string), ...pskHost() };
    const beside = exchange(
      end('alice', host, { policy: both, sakke: { domain: { scheme: 'tel-month' } } }),
      end('bob', pskHost(), { policy: both }),
    );
    expect(messagesOf(beside.offer).map(({ header }) => header.dataType)).to.deep.equal([0]);
    expect(kinds(beside.theirs)).to.deep.equal(['mikey']);
    const opportunistic: PolicyInput = {
      security: { security: 'opportunistic', keying: ['mikey'], mikey: { offer: ['sakke'] } },
    };
    const local = sdp(...session('alice'), ...audio(40_000, 'RTP/AVP'));
    expect(() => exchange(endOf('alice', { policy: opportunistic, local }), endOf('bob'))).to.throw('SAKKE has no answer');
  });

  it('refuses another caller than expected, and a message for somebody else', () => {
    const impostor = exchange(endOf('alice', { own: mallorys as string }), endOf('bob'));
    expect(ids(impostor.theirs)).to.deep.equal(['mikey/refused error']);
    expect(impostor.theirs.sections[0]).to.have.nested.property('keyManagement.code', 'identity-mismatch');
    const misdirected = exchange(endOf('alice', { other: mallorys as string }), endOf('bob'));
    expect(misdirected.theirs.sections[0]).to.have.nested.property('keyManagement.code', 'identity-mismatch');
  });

  it('does not verify without end what an offer has in it (RFC 3830 §9.5)', () => {
    const host = { ...(keys.get(alices as string) as MikeyHost), claimReplay: replayCache({ now: () => now }) };
    const sessions = [{ policy: { suite: 'AEAD_AES_128_GCM' } }] as const;
    const parties = {
      identity: uri(alices as string),
      peer: uri(bobs as string),
      sakke: { domain: { scheme: 'tel-month' } },
    } as const;
    const made = drive(initiator({ mode: 'sakke', ...parties, sessions }).start(now), host);
    if (made.kind !== 'offered') throw new Error(made.message);
    const message = decodeMessage(made.message);
    const sections = Array.from({ length: 100 }, (_, i) => [
      `m=audio ${40_000 + 2 * i} RTP/SAVP 0`,
      `a=key-mgmt:${formatKeyMgmt(encodeMessage({ ...message, header: { ...message.header, csbId: i } }))}`,
    ]);
    let verified = 0;
    const counting: MikeyHost = {
      claimReplay: () => true,
      eccsiVerify: () => {
        verified++;
        return false;
      },
    };
    const { agreement } = answerOffer(
      sdp(...session('alice'), ...sections.flat()),
      sdp(...session('bob'), ...sections.map(([m]) => m as string)),
      {
        ...{ policy: sakkeOnly, now },
        mikey: { host: counting, identity: parties.peer, peer: parties.identity, sakke: parties.sakke },
      },
    );
    expect(verified).to.equal(32);
    expect(agreement.sections.map(one => one.kind === 'rejected' && one.reason)).to.deep.equal([
      ...Array(32).fill('the SAKKE message is not authentic, or not for this end'),
      ...Array(68).fill('expected at most 32 MIKEY messages in an offer'),
    ]);
  });

  it('leaves a peer without SAKKE to say so', () => {
    const { theirs } = exchange(
      endOf('alice'),
      end('bob', pskHost(), { identity: uri(bobs as string), peer: uri(alices as string) }),
    );
    const [section] = theirs.sections;
    expect(section?.lost.map(({ reason }) => reason)).to.include('no identity and KMS are given to take SAKKE messages with');
    expect(kinds(theirs)).to.deep.equal(['rejected']);
  });
});
