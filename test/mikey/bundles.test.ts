import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import {
  type AsyncMikeyHost,
  decodeMessage,
  drive,
  driveAsync,
  type Established,
  find,
  type InitiatorOptions,
  initiator,
  MikeyError,
  responder,
  uri,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { asAlice, asBob, certifiedHost, chainOf, kinds, peerCertificates, run } from './certified.js';
import { vectorPem } from './material.js';
import { alice, bob, cm80, established, exchange, keysOf, now, offered, pskHost, refusal } from './parties.js';

const sessions = [{ policy: cm80, ssrc: 1 }, { policy: cm80 }];
const caller = (options: Partial<InitiatorOptions> = {}) =>
  initiator({ mode: 'psk', identity: alice, peer: bob, sessions, ...options });
const callee = () => responder({ identity: bob });
const keys = ({ cryptoSessions }: Pick<Established, 'cryptoSessions'>) => keysOf(cryptoSessions);

describe('CHASH: which certificate an envelope is for (RFC 3830 §3.2, §6.8)', () => {
  for (const [name, hash] of [
    ['SHA-1', 'sha1'],
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
  ] as const)
    it(`is sent and checked, ${name}`, async () => {
      const { offer, answer, done } = await run('public-key', { certificateHash: name });
      expect(kinds(offer.message).slice(-4)).to.deep.equal(['KEMAC', 'CHASH', 'PKE', 'SIGN']);
      const digest = createHash(hash)
        .update(peerCertificates[0] as Uint8Array)
        .digest();
      expect(Buffer.from(find(decodeMessage(offer.message), 'CHASH')?.value ?? [])).to.deep.equal(digest);
      expect(keys(done)).to.deep.equal(keys(answer));
    });

  it('an envelope for another certificate is refused before anything is decrypted', async () => {
    const offer = offered(
      await driveAsync(asAlice('public-key', { certificateHash: 'SHA-1' }).start(now), certifiedHost('leaf')),
    );
    const host = {
      ...certifiedHost('mail'),
      decryptEnvelope: () => {
        throw new Error('decrypted');
      },
    };
    const outcome = await driveAsync(asBob().handle(offer.message, now), host);
    expect(refusal(outcome)).to.equal('unknown-certificate');
    const reply = outcome.kind === 'refused' ? (outcome.reply as Uint8Array) : new Uint8Array();
    expect(find(decodeMessage(reply), 'ERR')?.error).to.equal(8);
  });
});

describe('a Responder with several key pairs (RFC 3830 §6.8)', () => {
  const other = Uint8Array.from(new X509Certificate(vectorPem('cb')).raw);
  const bobs = () => certifiedHost('bob', { envelopeKeys: [{ certificate: vectorPem('cb'), privateKey: vectorPem('kb') }] });
  /** Alice trusts Bob's second certificate, of another key, for envelopes. */
  const alices = (): AsyncMikeyHost => {
    const host = certifiedHost('leaf');
    const publicKey = createPublicKey(vectorPem('cb'));
    return {
      ...host,
      trust: (chain, peer, time, use) =>
        use === 'encryption' && chain[0] === other
          ? { kind: 'trusted', identities: [bob], publicKey }
          : (host.trust?.(chain, peer, time, use) ?? { kind: 'distrusted', reason: 'no trust' }),
    };
  };

  it('opens the envelope with the key whose certificate CHASH names', async () => {
    const [one, host] = [alices(), bobs()];
    for (const certificates of [[other], peerCertificates] as const) {
      const call = asAlice('public-key', { peerCertificates: certificates, certificateHash: 'SHA-256' });
      const offer = offered(await driveAsync(call.start(now), one));
      const answer = established(await driveAsync(asBob().handle(offer.message, now), host));
      const done = established(await driveAsync(call.handle(offer.state, answer.reply as Uint8Array, now), one));
      expect(keys(done)).to.deep.equal(keys(answer));
    }
  });

  it('without CHASH means the usual one, and another fails as any wrong key does', async () => {
    const sealed = async (certificates: readonly Uint8Array[]) => {
      const offer = offered(await driveAsync(asAlice('public-key', { peerCertificates: certificates }).start(now), alices()));
      return refusal(await driveAsync(asBob().handle(offer.message, now), bobs()));
    };
    expect(await sealed(peerCertificates)).to.equal('established');
    expect(await sealed([other])).to.equal('authentication-failed');
  });

  it('takes no pair that does not fit together, and none of 1024 bits', () => {
    expect(() =>
      certifiedHost('bob', { envelopeKeys: [{ certificate: vectorPem('cb'), privateKey: vectorPem('ka') }] }),
    ).to.throw(MikeyError, 'envelopeKeys[0]');
    expect(() =>
      certifiedHost('bob', { envelopeKeys: [{ certificate: vectorPem('cc'), privateKey: vectorPem('kc') }] }),
    ).to.throw(MikeyError, '2048 bits');
  });
});

describe('an envelope key that is cached beyond its CSB (RFC 3830 §3.2, §6.3)', () => {
  const next = initiator({ mode: 'psk', identity: alice, peer: bob, sessions });

  it('C = 1: is the pre-shared key of the next bundle with the same peer, at both ends', async () => {
    const { hosts, offer, done } = await run('public-key', { envelopeCaching: 'Cache' });
    expect(find(decodeMessage(offer.message), 'PKE')?.cache).to.equal(1);
    const second = offered(await driveAsync(next.start(now), hosts[0]));
    const { csbId } = decodeMessage(second.message).header;
    expect(csbId).to.not.equal(done.state.csbId);
    const answer = established(await driveAsync(asBob().handle(second.message, now), hosts[1]));
    const finished = established(await driveAsync(next.handle(second.state, answer.reply as Uint8Array, now), hosts[0]));
    expect(keys(finished)).to.deep.equal(keys(answer));
    expect(answer.protectedBy).to.equal('mac');
    // With the same identities and no other: Bob has no key for whoever claims to be somebody else.
    const stranger = initiator({ mode: 'psk', identity: uri('sip:carol@example.org'), peer: bob, sessions });
    const hers = { psk: () => done.state.envelopeKey, claimReplay: () => true };
    const forged = offered(drive(stranger.start(now), hers));
    expect(refusal(await driveAsync(asBob().handle(forged.message, now), hosts[1]))).to.equal('unknown-peer');
  });

  for (const envelopeCaching of ['No cache', 'Cache for CSB'] as const)
    it(`${envelopeCaching}: there is no key for another bundle, at either end`, async () => {
      const { hosts, done } = await run('public-key', { envelopeCaching });
      expect(refusal(await driveAsync(next.start(now), hosts[0]))).to.equal('unknown-peer');
      const key = done.state.envelopeKey ?? Secret.random(32);
      const second = offered(drive(next.start(now), { psk: () => key, claimReplay: () => true }));
      expect(refusal(await driveAsync(asBob().handle(second.message, now), hosts[1]))).to.equal('unknown-peer');
    });

  it('the caller’s own key for a peer comes first', async () => {
    const own = Secret.random(16);
    const { hosts } = await run('public-key', { envelopeCaching: 'Cache' }, {}, { psk: () => own });
    const second = offered(await driveAsync(next.start(now), hosts[0]));
    const answered = drive(asBob().handle(second.message, now), { psk: () => own, claimReplay: () => true });
    expect(refusal(answered)).to.equal('established');
  });

  it('is not kept by an Initiator whose peer has not shown that it has it', async () => {
    const host = certifiedHost('leaf');
    offered(await driveAsync(asAlice('public-key', { envelopeCaching: 'Cache' }).start(now), host));
    expect(refusal(await driveAsync(next.start(now), host))).to.equal('unknown-peer');
  });
});

describe('AES key wrap without a MAC in the public-key mode (RFC 3830 §4.2.3)', () => {
  it('is made and taken, and V has a MAC all the same', async () => {
    const { offer, answer, done } = await run('public-key', { encryption: 'AES-KW-128', mac: 'NULL' });
    expect(find(decodeMessage(offer.message), 'KEMAC')).to.deep.include({ encryption: 2, macAlgorithm: 0 });
    expect(find(decodeMessage(answer.reply as Uint8Array), 'V')?.macAlgorithm).to.equal(1);
    expect(keys(done)).to.deep.equal(keys(answer));
  });

  it('a wrong envelope key fails as a wrong MAC does, and no other cipher goes without', async () => {
    const host = certifiedHost('leaf');
    const sealing = { ...host, encryptEnvelope: () => new Uint8Array(256).fill(1) };
    const offer = offered(await driveAsync(asAlice('public-key', { encryption: 'AES-KW-128', mac: 'NULL' }).start(now), sealing));
    const outcome = await driveAsync(asBob().handle(offer.message, now), certifiedHost('bob'));
    expect(outcome).to.deep.include({ kind: 'refused', code: 'authentication-failed', message: 'the MAC of KEMAC is wrong' });
    for (const encryption of ['AES-CM-128', 'AES-CM-256', 'NULL'] as const)
      expect(() => asAlice('public-key', { encryption, mac: 'NULL', lowerLayerProtects: true })).to.throw(MikeyError, 'NULL MAC');
  });
});

describe('updates of a bundle (RFC 3830 §4.5)', () => {
  it('that cross: each end takes the other’s, with two IVs and the same two sets of keys', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(caller(), callee(), hosts);
    const back = initiator({ mode: 'psk', identity: bob, peer: alice, sessions });
    // Both send in the same millisecond, before either message arrives.
    const ours = offered(drive(caller().start(now + 1000, undefined, first.done.state), hosts[0]));
    const theirs = offered(drive(back.start(now + 1000, undefined, first.answer.state), hosts[1]));
    const times = [ours, theirs].map(({ message }) =>
      Buffer.from(find(decodeMessage(message), 'T')?.value ?? []).toString('hex'),
    );
    expect(times[0]).to.not.equal(times[1]);
    expect(new Set(times.map(time => time.slice(0, 10))).size).to.equal(1);
    const atBob = established(drive(callee().handle(ours.message, now + 1001, undefined, first.answer.state), hosts[1]));
    const atAlice = established(
      drive(responder({ identity: alice }).handle(theirs.message, now + 1001, undefined, first.done.state), hosts[0]),
    );
    const ourDone = established(drive(caller().handle(ours.state, atBob.reply as Uint8Array, now + 1002), hosts[0]));
    const theirDone = established(drive(back.handle(theirs.state, atAlice.reply as Uint8Array, now + 1002), hosts[1]));
    expect(keys(ourDone)).to.deep.equal(keys(atBob));
    expect(keys(theirDone)).to.deep.equal(keys(atAlice));
    expect(keys(ourDone)).to.not.deep.equal(keys(theirDone));
    // The same message again is a retransmission: it gets the same answer.
    const again = established(drive(callee().handle(ours.message, now + 1003, undefined, atBob.state), hosts[1]));
    expect(again.reply).to.deep.equal(atBob.reply);
  });

  it('first messages that cross are two bundles, in the modes of certificates too (§5.4)', async () => {
    for (const mode of ['public-key', 'dh', 'rsa-r'] as const) {
      const { hosts, offer, answer } = await run(mode);
      const back = initiator({
        mode,
        identity: bob,
        peer: alice,
        sessions,
        ...(mode === 'public-key' && { peerCertificates: chainOf('leaf') }),
      });
      const theirs = offered(await driveAsync(back.start(now), certifiedHost('bob')));
      const atAlice = established(
        await driveAsync(responder({ identity: alice }).handle(theirs.message, now), certifiedHost('leaf')),
      );
      expect(atAlice.state.csbId).to.not.equal(answer.state.csbId);
      // Ours does not stop waiting for its answer.
      established(await driveAsync(asAlice(mode).handle(offer.state, answer.reply as Uint8Array, now), hosts[0]));
    }
  });

  it('adds and removes crypto sessions, renews keys by their MKI, and gives each session its own TEK', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const mki = (value: number) => Uint8Array.of(0, 0, 0, value);
    let mine: Established | undefined;
    let theirs: Established | undefined;
    const seen = new Set<string>();
    for (const [step, count] of [1, 4, 2, 3].entries()) {
      const options = {
        sessions: Array.from({ length: count }, () => ({ policy: cm80 })),
        ...(step > 0 && { keys: [{ type: 'TGK' as const, mki: mki(step) }] }),
      };
      const at = now + 1000 * step;
      const calling = caller(options);
      const offer = offered(drive(calling.start(at, undefined, mine?.state), hosts[0]));
      const answer = established(drive(callee().handle(offer.message, at, undefined, theirs?.state), hosts[1]));
      theirs = answer;
      mine = established(drive(calling.handle(offer.state, answer.reply as Uint8Array, at), hosts[0]));
      expect(keys(mine)).to.deep.equal(keys(theirs));
      expect(mine.cryptoSessions).to.have.length(count);
      for (const { parameters } of mine.cryptoSessions) {
        seen.add(Buffer.from(parameters.masterKeys[0].key.reveal()).toString('hex'));
        if (step > 0) expect(parameters.masterKeys[0].mki).to.deep.equal(mki(step));
      }
    }
    expect(seen.size).to.equal(1 + 4 + 2 + 3);
  });
});

describe('group keys (RFC 3830 §2.1, §6.11, §8)', () => {
  it('every member gets the same CSB ID, RAND and TGK, and so the same keys', async () => {
    const tgk = { type: 'TGK', key: Secret.random(16) } as const;
    const members = ['bob', 'carol', 'dave'].map(name => uri(`sip:${name}@example.org`));
    let group: Established['state'] | undefined;
    const all = members.map((peer, index) => {
      // Each member shares another key with the owner of the group.
      const key = Secret.from(new Uint8Array(16).fill(0x40 + index));
      const options = { peer, keys: [tgk], ...(group && { group }) };
      const { answer } = exchange(caller(options), responder({ identity: peer }), [pskHost(key), pskHost(key)]);
      group ??= answer.state;
      return answer;
    });
    for (const member of all) {
      expect(member.state.csbId).to.equal(all[0]?.state.csbId);
      expect(keys(member)).to.deep.equal(keys(all[0] as Established));
    }
    const joining = await run('public-key', { keys: [tgk], ...(group && { group }) });
    expect(keys(joining.done)).to.deep.equal(keys(all[0] as Established));
  });

  it('Diffie-Hellman has none', () => {
    const group = { csbId: 1, rand: new Uint8Array(16) };
    for (const mode of ['dh', 'dhhmac', 'rsa-r'] as const) expect(() => caller({ mode, group })).to.throw(MikeyError, 'no group');
  });
});
