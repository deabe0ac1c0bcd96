import { find } from '@sdpsec/mikey';
import { answerOffer, createOffer, type MikeySettings } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import {
  chainOf,
  end,
  exchange,
  exchangeAsync,
  expectMedia,
  kinds,
  messagesOf,
  now,
  options,
  pskHost,
  rsaHost,
} from './mikey-call.js';

type Settings = Partial<Omit<MikeySettings, 'host'>>;
const offering = (mode: string, allow: readonly string[] = []): PolicyInput =>
  ({ security: { keying: ['mikey'], mikey: { offer: [mode], allow } } }) as PolicyInput;

/** The message of Alice's offer with these settings, and whether the call is keyed with Bob's. */
function call(ours: Settings, theirs: Settings = {}, policy: PolicyInput = offering('psk')) {
  const {
    offer,
    ours: agreed,
    theirs: answered,
  } = exchange(end('alice', pskHost(), { ...ours, policy }), end('bob', pskHost(), { ...theirs, policy }));
  const [message] = messagesOf(offer);
  if (!message) throw new Error('no message');
  return { message, agreed, answered };
}

/** The description and the options of one end, at a time. */
function callOf(name: 'alice' | 'bob', settings: Settings, at: number) {
  const one = end(name, pskHost(), { ...settings, policy: offering('psk') });
  return [one.local, options(one, at)] as const;
}

describe('settings of MIKEY: what the message says', () => {
  it('prf, encryption and mac, by the numbers of the registry (RFC 3830 §6.1, §6.2; RFC 6043 §6.1, §6.2)', () => {
    expect(call({}).message.header.prf).to.equal(0);
    const { message, agreed, answered } = call({ prf: 'PRF-HMAC-SHA-256', encryption: 'AES-KW-128', mac: 'HMAC-SHA-256-256' });
    expect(message.header.prf).to.equal(1);
    expect(find(message, 'KEMAC')).to.include({ encryption: 2, macAlgorithm: 2 });
    expectMedia(agreed, answered);
  });

  it('dhGroup: OAKLEY 2 is group 2, and not taken without the word of both policies (RFC 3830 §6.4)', () => {
    const policy = offering('dhhmac', ['dh-oakley-2']);
    const { message, agreed, answered } = call({ dhGroup: 'OAKLEY 2' }, {}, policy);
    expect(find(message, 'DH')?.group).to.equal(2);
    expectMedia(agreed, answered);
    const [one, other] = [
      end('alice', pskHost(), { dhGroup: 'OAKLEY 2', policy }),
      end('bob', pskHost(), { policy: offering('dhhmac') }),
    ];
    expect(kinds(exchange(one, other).theirs)).to.deep.equal(['rejected']);
  });

  it('csbIdsInUse: the CSB ID is none of them (RFC 3830 §6.1)', () => {
    const first = call({}).message.header.csbId;
    for (let time = 0; time < 4; time++) expect(call({ csbIdsInUse: [first] }).message.header.csbId).not.to.equal(first);
  });

  it('skew: how far T may be off, at the Responder (RFC 3830 §5.4)', () => {
    const two = 120_000;
    const late = (skew: number) => {
      const { sdp } = createOffer(...callOf('alice', {}, now));
      return kinds(answerOffer(sdp, ...callOf('bob', { skew }, now + two)).agreement);
    };
    expect(late(two - 1000)).to.deep.equal(['rejected']);
    expect(late(two + 1000)).to.deep.equal(['mikey']);
  });

  it('coverage: as libmikey has it at both ends, the answer covers no identities', () => {
    const { agreed, answered } = call({ coverage: 'libmikey' }, { coverage: 'libmikey' }, offering('dhhmac'));
    expectMedia(agreed, answered);
  });

  it('lowerLayerProtects: NULL algorithms, where the signalling is protected (RFC 3830 §4.2.3)', () => {
    const open: Settings = { encryption: 'NULL', lowerLayerProtects: true };
    const { message, agreed, answered } = call(open, { lowerLayerProtects: true });
    expect(find(message, 'KEMAC')?.encryption).to.equal(0);
    expectMedia(agreed, answered);
    expect(kinds(call(open).answered)).to.deep.equal(['rejected']);
  });

  it('signature, envelopeCaching, certificateHash and peerCertificates (RFC 3830 §3.2, §6.3, §6.5, §6.8)', async () => {
    const settings: Settings = {
      signature: { padding: 'pss', hash: 'SHA-256' },
      envelopeCaching: 'No cache',
      certificateHash: 'SHA-256',
      peerCertificates: chainOf('bob'),
    };
    const policy = offering('public-key');
    const { offer, ours, theirs } = await exchangeAsync(
      end('alice', rsaHost('leaf'), { ...settings, policy }),
      end('bob', rsaHost('bob'), { policy }),
    );
    const [message] = messagesOf(offer);
    if (!message) throw new Error('no message');
    expect(find(message, 'SIGN')?.type).to.equal(1);
    expect(find(message, 'PKE')?.cache).to.equal(0);
    expect(find(message, 'CHASH')).not.to.equal(undefined);
    expectMedia(ours, theirs);
  });
});
