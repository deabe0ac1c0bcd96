import { inspect } from 'node:util';
import {
  decodeMessage,
  drive,
  driveAsync,
  encodeMessage,
  initiator,
  type MikeyHost,
  nai,
  responder,
  rtspInitiator,
  type SrtpPolicy,
  uri,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { asAlice, asBob, certifiedHost, pem, run, sessions } from './certified.js';
import { alice, bob, cm80, established, exchange, keysOf, now, offered, pskHost, refusal, resealed } from './parties.js';

const mallory = uri('sip:mallory@example.org');

describe('an update comes from the other end of the bundle (RFC 3830 §4.5)', () => {
  /** Bob shares a key with each of them. */
  const keys = new Map([
    ['sip:alice@example.org', new Uint8Array(16).fill(7)],
    ['sip:mallory@example.org', new Uint8Array(16).fill(66)],
  ]);
  const bobs = (): MikeyHost => ({
    ...pskHost(),
    psk: ({ remote }) => {
      const key = keys.get(new TextDecoder().decode(remote?.data));
      return key && Secret.from(key);
    },
  });

  it('not from somebody else with a key of his own, who saw the CSB ID and RAND', () => {
    const host = bobs();
    const call = asAlice('psk');
    const offer = offered(drive(call.start(now), pskHost()));
    const { state } = established(drive(responder({ identity: bob }).handle(offer.message, now), host));
    const forging = initiator({ mode: 'psk', identity: mallory, peer: bob, sessions });
    const seen = { ...state, local: mallory, remote: bob };
    const malloryHost = pskHost(Secret.from(keys.get('sip:mallory@example.org') as Uint8Array));
    const forged = offered(drive(forging.start(now + 1, undefined, seen), malloryHost));
    const outcome = drive(responder({ identity: bob }).handle(forged.message, now + 1, undefined, state), host);
    expect(refusal(outcome)).to.equal('identity-mismatch');
    // Alice's own update is fine.
    const update = offered(drive(call.start(now + 2, undefined, offer.bundle), pskHost()));
    expect(drive(responder({ identity: bob }).handle(update.message, now + 2, undefined, state), host).kind).to.equal(
      'established',
    );
  });

  it('not unprotected, where the bundle was protected, even with a lower layer that protects (§4.2.4)', () => {
    const { answer } = exchange(asAlice('psk'), asBob());
    const bare = initiator({ mode: 'psk', encryption: 'NULL', mac: 'NULL', lowerLayerProtects: true, identity: alice, sessions });
    const forged = offered(drive(bare.start(now + 1, undefined, { ...answer.state, local: alice, remote: bob }), pskHost()));
    const stranger = { ...pskHost(), psk: () => undefined };
    const outcome = drive(asBob({ lowerLayerProtects: true }).handle(forged.message, now + 1, undefined, answer.state), stranger);
    expect(outcome.kind === 'refused' && [outcome.code, outcome.message]).to.deep.equal([
      'not-protected',
      'the bundle that it updates was protected by a mac',
    ]);
  });

  it('and so does its answer, though the options name nobody', async () => {
    const { hosts, done } = await run('dh');
    const open = initiator({ mode: 'dh', identity: alice, sessions });
    const update = offered(await driveAsync(open.start(now + 1, undefined, done.state), hosts[0]));
    // Somebody else whom Alice's anchor trusts, with a name of his own.
    const somebody = certifiedHost('mail');
    const state = { ...done.state, local: nai('alice@example.org'), remote: alice };
    const forged = established(await driveAsync(responder().handle(update.message, now + 1, undefined, state), somebody));
    const outcome = await driveAsync(open.handle(update.state, forged.reply as Uint8Array, now + 1), hosts[0]);
    expect(refusal(outcome)).to.equal('untrusted-certificate');
  });
});

describe('certificates without a name', () => {
  const known = { anchors: [pem('nameless.pem'), pem('root.pem')] };

  for (const mode of ['dh', 'rsa-r'] as const)
    it(`are nobody’s, even where nobody is expected: ${mode}`, async () => {
      const host = certifiedHost('leaf', { ...known, certificates: [pem('nameless.pem')] });
      const offer = offered(await driveAsync(initiator({ mode, sessions }).start(now), host));
      const outcome = await driveAsync(responder({ identity: bob }).handle(offer.message, now), certifiedHost('bob', known));
      expect(outcome.kind === 'refused' && [outcome.code, outcome.message]).to.deep.equal([
        'untrusted-certificate',
        'the certificate has no identity in its subjectAltName, and none is expected',
      ]);
    });
});

describe('keys', () => {
  it('are in the first message, or there is no bundle', () => {
    const offer = drive(initiator({ mode: 'psk', sessions, keys: [], verify: false }).start(now), pskHost());
    if (offer.kind !== 'offered') expect(refusal(offer)).to.equal('bad-keys');
    else expect(refusal(drive(responder().handle(offer.message, now), pskHost()))).to.equal('bad-keys');
  });

  it('are derived only as far as a call can need it: one message is not half a minute of work (§9.5)', () => {
    const many = Array.from({ length: 255 }, (_, i) => ({ policy: cm80, ssrc: i + 1 }));
    const answered = (octets: number) => {
      const keys = [{ type: 'TGK' as const, key: Secret.from(new Uint8Array(octets)) }];
      const offer = drive(initiator({ mode: 'psk', sessions: many.slice(0, 1), keys, verify: false }).start(now), pskHost());
      const { message } = offered(offer);
      const { header, payloads } = decodeMessage(message);
      const map = { kind: 'srtp-id' as const, sessions: many.map(({ ssrc }) => ({ policy: 0, ssrc, roc: 0 })) };
      return drive(responder().handle(resealed(encodeMessage({ header: { ...header, map }, payloads })), now), pskHost());
    };
    expect(answered(192).kind).to.equal('established');
    expect(refusal(answered(60_000))).to.equal('bad-keys');
  });

  it('show in no output of an offer, though the message has them in the clear', () => {
    const key = Secret.from(new Uint8Array(16).fill(0xab));
    const offer = offered(drive(rtspInitiator({ withinTls: true, policy: cm80, key }).start(now), { claimReplay: () => true }));
    expect(inspect(offer, { depth: 12 }) + JSON.stringify(offer)).to.not.match(/171, 171|171,171|abab/);
    expect(keysOf(offer.early)).to.have.length(1);
  });
});

describe('what a peer sends never ends in an exception, though options of this end are missing', () => {
  const message = async (policies: readonly SrtpPolicy[]) => {
    const host = certifiedHost('leaf');
    const asking = asAlice('rsa-r', { sessions: policies.map(policy => ({ policy })) });
    return offered(await driveAsync(asking.start(now), host)).message;
  };

  it('RSA-R, which encrypts the name of the Responder (RFC 4738 §3.6): without a name the message is passed over', async () => {
    const nobody = responder({});
    const octets = await message([cm80]);
    expect(refusal(await driveAsync(nobody.handle(octets, now), certifiedHost('bob')))).to.equal('unsupported-here');
    // The signature is not even looked at.
    const forged = octets.map((octet, at) => (at === octets.length - 1 ? octet ^ 1 : octet));
    expect(refusal(await driveAsync(nobody.handle(forged, now), certifiedHost('bob')))).to.equal('unsupported-here');
  });

  it('RSA-R to one that gives a TEK, with policies of several key lengths, or with none', async () => {
    const bob = asBob({ keys: [{ type: 'TEK' }] });
    const outcome = async (octets: Uint8Array) => refusal(await driveAsync(bob.handle(octets, now), certifiedHost('bob')));
    expect(await outcome(await message([cm80, { suite: 'AES_256_CM_HMAC_SHA1_80' }]))).to.equal('unsupported-policy');
    expect(await outcome(await message([]))).to.equal('unsupported-policy');
    expect(await outcome(await message([cm80]))).to.equal('established');
  });
});
