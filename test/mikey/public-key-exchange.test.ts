import crypto, { constants, publicEncrypt, sign, X509Certificate } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import {
  type AsyncMikeyHost,
  decodeMessage,
  drive,
  driveAsync,
  encodeMessage,
  find,
  findAll,
  initiator,
  type MikeyMessage,
  type Outcome,
  type ResponderOptions,
  readExtension,
  responder,
  writePolicy,
} from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { asAlice, asBob, certifiedHost as hostOf, kinds, peerCertificates, pem, run } from './certified.js';
import { unbase64, unhex, type Vector, vector, vectorPem } from './material.js';
import { alice, bob, cm80, established, keysOf, now, offered, refusal, tampered } from './parties.js';

describe('exchanges with certificates, against libmikey (trap 8)', () => {
  const allow = ['sha1-signatures', 'dh-oakley-2'] as const;
  // As libmikey: SHA-1, its own coverage, and a clock of 2023 with certificates of 2026.
  const options = { skew: 'off', coverage: 'libmikey', allow } as const;
  const host = (own: 'a' | 'b', other: 'a' | 'b', rest: Partial<AsyncMikeyHost> = {}): AsyncMikeyHost => ({
    ...nodeHost({
      ...{ certificates: [vectorPem(`c${own}`)], privateKey: vectorPem(`k${own}`), anchors: [vectorPem(`c${other}`)], allow },
      claimReplay: () => true,
    }),
    ...rest,
  });
  const tek = ({ crypto_sessions }: Vector) => crypto_sessions.map(({ tek16, salt14 }) => ({ key: tek16, salt: salt14 }));
  const keys = (outcome: Outcome) =>
    (keysOf(established(outcome).cryptoSessions) as { masterKeys: unknown[] }[]).map(({ masterKeys }) => masterKeys[0]);

  it('public key (§3.2): our Responder gives the recorded keys and the same answer', async () => {
    const recorded = vector('libmikey-pke-tgk16');
    const outcome = await driveAsync(responder(options).handle(unbase64(recorded.i_message), now), host('b', 'a'));
    expect(keys(outcome)).to.deep.equal(tek(recorded));
    expect(established(outcome).reply).to.deep.equal(unbase64(recorded.r_message));
    expect(established(outcome).warnings).to.include('sha1-signature');
    expect(established(outcome).state.envelopeKey?.reveal()).to.deep.equal(unhex(recorded.env_key as string));
  });

  it('public key: our Initiator, resumed, accepts the R_MESSAGE', async () => {
    const recorded = vector('libmikey-pke-tgk16');
    const resumed = initiator({ mode: 'public-key', sessions: [{ policy: cm80 }], ...options });
    const secret = Secret.from(unhex(recorded.env_key as string));
    const state = { mode: 'public-key' as const, sent: Secret.from(unbase64(recorded.i_message)), secret };
    expect(keys(await driveAsync(resumed.handle(state, unbase64(recorded.r_message), now), host('a', 'b')))).to.deep.equal(
      tek(recorded),
    );
  });

  it('signed Diffie-Hellman (§3.3): our Responder verifies SIGNi and gives the recorded keys', async () => {
    const recorded = vector('libmikey-dh-group2');
    const value = find(decodeMessage(unbase64(recorded.r_message)), 'DH')?.value as Uint8Array;
    const pair = { group: 2, exponent: Secret.from(unhex(recorded.xr as string)), value };
    const outcome = await driveAsync(
      responder(options).handle(unbase64(recorded.i_message), now),
      host('b', 'a', { dhKeyPair: () => pair }),
    );
    expect(keys(outcome)).to.deep.equal(tek(recorded));
  });

  it('signed Diffie-Hellman: our Initiator, resumed, accepts the R_MESSAGE', async () => {
    const recorded = vector('libmikey-dh-group2');
    const resumed = initiator({ mode: 'dh', sessions: [{ policy: cm80 }], ...options });
    const secret = Secret.from(unhex(recorded.xi as string));
    const state = { mode: 'dh' as const, sent: Secret.from(unbase64(recorded.i_message)), secret };
    expect(keys(await driveAsync(resumed.handle(state, unbase64(recorded.r_message), now), host('a', 'b')))).to.deep.equal(
      tek(recorded),
    );
  });

  it('reverse public key (RFC 4738): our Responder accepts the I_MESSAGE', async () => {
    const recorded = vector('libmikey-rsar-tgk16');
    const signing = { ...options, identity: bob, signature: { padding: 'pkcs1', hash: 'SHA-1' } } as const;
    const outcome = established(await driveAsync(responder(signing).handle(unbase64(recorded.i_message), now), host('b', 'a')));
    expect(outcome.cryptoSessions).to.have.length(2);
  });

  it('reverse public key: our Initiator, resumed, accepts the R_MESSAGE', async () => {
    const recorded = vector('libmikey-rsar-tgk16');
    const resumed = initiator({ mode: 'rsa-r', sessions: [{ policy: cm80 }], ...options });
    const state = { mode: 'rsa-r' as const, sent: Secret.from(unbase64(recorded.i_message)) };
    expect(keys(await driveAsync(resumed.handle(state, unbase64(recorded.r_message), now), host('a', 'b')))).to.deep.equal(
      tek(recorded),
    );
  });

  it('refuses its SHA-1 signatures without the opt-in (trap 13)', async () => {
    const { i_message } = vector('libmikey-pke-tgk16');
    const outcome = await driveAsync(
      responder({ skew: 'off', coverage: 'libmikey' }).handle(unbase64(i_message), now),
      host('b', 'a'),
    );
    expect(refusal(outcome)).to.equal('authentication-failed');
  });
});

describe('exchanges with certificates', () => {
  for (const mode of ['public-key', 'dh', 'rsa-r'] as const)
    for (const signature of [undefined, { padding: 'pss', hash: 'SHA-256' }] as const)
      it(`${mode}, ${signature ? 'RSA-PSS' : 'RSA PKCS #1'}: both ends get the same crypto sessions`, async () => {
        const { answer, done } = await run(mode, signature && { signature }, signature && { signature });
        expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
        expect([done.protectedBy, done.state.remote, answer.state.remote]).to.deep.include.members(['signature']);
        expect(Buffer.from(done.state.remote?.data ?? [])).to.deep.equal(Buffer.from(bob.data));
        expect(Buffer.from(answer.state.remote?.data ?? [])).to.deep.equal(Buffer.from(alice.data));
      });

  it('have the payloads of their figures', async () => {
    const publicKey = await run('public-key');
    expect(kinds(publicKey.offer.message)).to.deep.equal(['T', 'RAND', 'ID', 'CERT', 'CERT', 'ID', 'SP', 'KEMAC', 'PKE', 'SIGN']);
    expect(kinds(publicKey.answer.reply as Uint8Array)).to.deep.equal(['T', 'ID', 'V']);
    const dh = await run('dh');
    expect(kinds(dh.offer.message)).to.deep.equal(['T', 'RAND', 'ID', 'CERT', 'CERT', 'ID', 'SP', 'DH', 'SIGN']);
    expect(kinds(dh.answer.reply as Uint8Array)).to.deep.equal(['T', 'ID', 'CERT', 'CERT', 'ID', 'DH', 'DH', 'SIGN']);
    const reverse = await run('rsa-r');
    expect(kinds(reverse.offer.message)).to.deep.equal(['T', 'RAND', 'ID', 'CERT', 'CERT', 'ID', 'SP', 'SIGN']);
    expect(kinds(reverse.answer.reply as Uint8Array)).to.deep.equal(['T', 'ID', 'CERT', 'CERT', 'SP', 'KEMAC', 'PKE', 'SIGN']);
  });

  it('work with OAEP, and with every PRF, key encryption and MAC', async () => {
    for (const mode of ['public-key', 'rsa-r'] as const)
      for (const encryption of ['AES-CM-128', 'AES-KW-128', 'AES-CM-256'] as const) {
        const options = { encryption, prf: 'PRF-HMAC-SHA-256', mac: 'HMAC-SHA-256-256' } as const;
        const { answer, done } = await run(mode, options, { encryption }, { envelope: 'oaep' });
        expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
      }
  });

  it('report what the host cannot do, in a browser for one', () => {
    const browser = { claimReplay: () => true };
    for (const mode of ['public-key', 'dh', 'rsa-r'] as const)
      expect(refusal(drive(asAlice(mode).start(now), browser))).to.equal('unsupported-here');
  });

  it('trust nobody without anchors', async () => {
    const { offer } = await run('public-key');
    const outcome = await driveAsync(asBob().handle(offer.message, now), hostOf('bob', { anchors: [] }));
    expect(refusal(outcome)).to.equal('untrusted-certificate');
    expect(outcome.kind === 'refused' && outcome.reply && find(decodeMessage(outcome.reply), 'ERR')?.error).to.equal(8);
  });

  it('never fetch a certificate from a URL', async () => {
    const { offer } = await run('dh');
    const byUrl = tampered(offer.message, payload =>
      payload.kind === 'CERT' ? { ...payload, type: 1, data: new TextEncoder().encode('http://127.0.0.1/c') } : payload,
    );
    expect(refusal(await driveAsync(asBob().handle(byUrl, now), hostOf('bob')))).to.equal('certificate-url');
  });

  it('use the chain that the host knows when the message has none', async () => {
    const hosts = [
      hostOf('leaf'),
      hostOf('bob', { knownCertificates: () => [pem('leaf.pem'), pem('intermediate.pem')] }),
    ] as const;
    const bare = { ...hosts[0], certificates: () => [] };
    const offer = offered(await driveAsync(asAlice('dh').start(now), bare));
    expect(kinds(offer.message)).to.not.include('CERT');
    established(await driveAsync(asBob().handle(offer.message, now), hosts[1]));
  });
});

describe('order of a public-key message (RFC 3830 §5.3): signature and T, PKE, the MAC of KEMAC, its data', () => {
  /** A host that tells what it is asked. */
  function spied(host: AsyncMikeyHost): { host: AsyncMikeyHost; seen: string[] } {
    const seen: string[] = [];
    const spying = Object.fromEntries(
      Object.entries(host).map(([name, method]) => [
        name,
        (...args: readonly unknown[]) => {
          seen.push(name);
          return (method as (...given: readonly unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as AsyncMikeyHost;
    return { host: spying, seen };
  }

  /** Writes down every operation with RSA and every HMAC and hash of node:crypto, until the returned function is called. */
  function watchCrypto(seen: string[]): () => void {
    const { privateDecrypt, createHmac, createHash } = crypto;
    crypto.privateDecrypt = ((key: { padding?: number }, octets: Uint8Array) => {
      seen.push(`privateDecrypt ${key.padding === constants.RSA_NO_PADDING ? 'without padding' : `with padding ${key.padding}`}`);
      return privateDecrypt(key as Parameters<typeof privateDecrypt>[0], octets);
    }) as typeof privateDecrypt;
    crypto.createHmac = ((...args: Parameters<typeof createHmac>) => {
      seen.push('createHmac');
      return createHmac(...args);
    }) as typeof createHmac;
    crypto.createHash = ((...args: Parameters<typeof createHash>) => {
      seen.push('createHash');
      return createHash(...args);
    }) as typeof createHash;
    syncBuiltinESMExports();
    return () => {
      Object.assign(crypto, { privateDecrypt, createHmac, createHash });
      syncBuiltinESMExports();
    };
  }

  /** The needs of the Responder, in order. */
  async function needs(change: (octets: Uint8Array) => Uint8Array, options: ResponderOptions = {}, time = now) {
    const offer = offered(await driveAsync(asAlice('public-key').start(now), hostOf('leaf')));
    const { host, seen } = spied(hostOf('bob'));
    const outcome = await driveAsync(asBob(options).handle(change(offer.message), time), host);
    return [...seen, refusal(outcome)];
  }

  it('uses the private key only for messages on time that a trusted peer signed', async () => {
    expect(await needs(octets => octets)).to.deep.equal(['trust', 'verify', 'claimReplay', 'decryptEnvelope', 'established']);
    expect(await needs(octets => octets, {}, now + 2 * 3_600_000)).to.deep.equal(['invalid-timestamp']);
    const badSignature = (octets: Uint8Array) => octets.map((octet, i) => (i === octets.length - 1 ? octet ^ 1 : octet));
    expect(await needs(badSignature)).to.deep.equal(['trust', 'verify', 'authentication-failed']);
  });

  it('answers a bad envelope and a bad MAC alike: one error, one path (trap 19)', async () => {
    const answers = new Set<string>();
    // Alice signs what an attacker with a certificate of its own could sign: an envelope with any padding.
    for (const ciphertext of [new Uint8Array(256), new Uint8Array(256).fill(0x7f), new Uint8Array(100)]) {
      const sealing = { ...hostOf('leaf'), encryptEnvelope: () => ciphertext };
      const offer = offered(await driveAsync(asAlice('public-key').start(now), sealing));
      const outcome = await driveAsync(asBob().handle(offer.message, now), hostOf('bob'));
      if (outcome.kind !== 'refused' || !outcome.reply) throw new Error('accepted');
      const { payloads } = decodeMessage(outcome.reply);
      answers.add(
        `${outcome.code} ${outcome.message} ${payloads.map(({ kind }) => kind)} ${find(decodeMessage(outcome.reply), 'ERR')?.error}`,
      );
    }
    const wrongKey = {
      ...hostOf('leaf'),
      encryptEnvelope: (key: unknown, _: Secret) =>
        hostOf('leaf').encryptEnvelope?.(key as never, Secret.random(32)) as Uint8Array,
    };
    const offer = offered(await driveAsync(asAlice('public-key').start(now), wrongKey));
    const outcome = await driveAsync(asBob().handle(offer.message, now), hostOf('bob'));
    if (outcome.kind !== 'refused' || !outcome.reply) throw new Error('accepted');
    answers.add(`${outcome.code} ${outcome.message} ${kinds(outcome.reply)} ${find(decodeMessage(outcome.reply), 'ERR')?.error}`);
    expect([...answers]).to.deep.equal(['authentication-failed the MAC of KEMAC is wrong T,ERR 0']);
  });

  it('takes the same steps whatever is wrong with the padding, and the same as for a good one around a wrong key (trap 19)', async () => {
    const [{ publicKey }, size] = [new X509Certificate(peerCertificates[0] as Uint8Array), 256];
    const raw = (block: Uint8Array) => publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
    /** 00 02 PS 00 M, with a message of so many octets. */
    const padded = (octets: number) => {
      const block = new Uint8Array(size).fill(0x5a);
      block.set([0, 2]);
      block[size - 1 - octets] = 0;
      return block;
    };
    const edited = (at: number, value: number) => padded(32).map((octet, i) => (i === at ? value : octet));
    const envelopes: Record<string, Uint8Array> = {
      'a wrong key of 32 octets': raw(padded(32)),
      'a wrong key of 1 octet': raw(padded(1)),
      'no key at all': raw(padded(0)),
      'the longest key': raw(padded(size - 11)),
      'the first octet': raw(edited(0, 1)),
      'block type 1': raw(edited(1, 1)),
      'PS of 7 octets': raw(edited(9, 0)),
      'PS of no octets': raw(edited(2, 0)),
      'no separator': raw(edited(size - 33, 1)),
      zeros: raw(new Uint8Array(size)),
      noise: raw(Uint8Array.from({ length: size }, (_, i) => (i === 0 ? 0 : (i * 7) & 0xff))),
    };
    const steps = new Map<string, string[]>();
    for (const [name, ciphertext] of Object.entries(envelopes)) {
      const sealing = { ...hostOf('leaf'), encryptEnvelope: () => ciphertext };
      const offer = offered(await driveAsync(asAlice('public-key').start(now), sealing));
      const { host, seen } = spied(hostOf('bob'));
      const restore = watchCrypto(seen);
      const outcome = await driveAsync(asBob().handle(offer.message, now), host).finally(restore);
      const reply = outcome.kind === 'refused' && outcome.reply ? kinds(outcome.reply).join() : 'no reply';
      const path = [...seen.slice(seen.indexOf('decryptEnvelope')), JSON.stringify({ ...outcome, reply })].join(' ');
      steps.set(path, [...(steps.get(path) ?? []), name]);
    }
    expect([...steps.values()]).to.deep.equal([Object.keys(envelopes)]);
    const [path = ''] = steps.keys();
    expect(path).to.match(/^decryptEnvelope .*privateDecrypt without padding/);
    expect(path.match(/privateDecrypt/g)).to.have.length(1);
    expect(path).to.match(/"code":"authentication-failed","message":"the MAC of KEMAC is wrong","reply":"T,ERR"/);
  });

  it('wants the identity in the envelope to be the one that signs (§3.2)', async () => {
    // Alice's envelope under the name of somebody else, signed by Alice.
    const offer = offered(await driveAsync(asAlice('public-key', { identity: bob, peer: bob }).start(now), hostOf('bob')));
    expect(refusal(await driveAsync(responder({}).handle(offer.message, now), hostOf('bob')))).to.equal('established');
    const renamed = { ...hostOf('leaf') };
    const lying = offered(await driveAsync(asAlice('public-key', { identity: bob }).start(now), renamed));
    expect(refusal(await driveAsync(responder({}).handle(lying.message, now), hostOf('bob')))).to.equal('untrusted-certificate');
  });
});

/** The message with its payloads changed, and signed again with the key that all certificates of the tests have. */
function resigned(octets: Uint8Array, change: (message: MikeyMessage) => MikeyMessage, behind = new Uint8Array()): Uint8Array {
  const { header, payloads } = change(decodeMessage(octets));
  const last = { kind: 'SIGN', type: 0, signature: new Uint8Array(256) } as const;
  const covered = encodeMessage({ header, payloads: [...payloads.filter(({ kind }) => kind !== 'SIGN'), last] }).subarray(
    0,
    -256,
  );
  return Uint8Array.from(Buffer.concat([covered, sign('sha256', Buffer.concat([covered, behind]), pem('leaf.key'))]));
}

describe('an envelope of somebody else (RFC 3830 §3.2: the encrypted IDi)', () => {
  it('is refused under the signature of a peer that is trusted itself', async () => {
    const bobs = offered(await driveAsync(asAlice('public-key', { identity: bob, peer: bob }).start(now), hostOf('bob')));
    const names = decodeMessage((await run('public-key')).offer.message).payloads.filter(
      ({ kind }) => kind === 'ID' || kind === 'CERT',
    );
    const [mine, ...rest] = [
      bobs.message,
      resigned(bobs.message, ({ header, payloads }) => {
        const others = payloads.filter(({ kind }) => kind !== 'ID' && kind !== 'CERT');
        return { header, payloads: [...others.slice(0, 2), ...names, ...others.slice(2)] };
      }),
    ];
    expect(refusal(await driveAsync(responder({}).handle(mine, now), hostOf('bob')))).to.equal('established');
    for (const stolen of rest)
      expect(await driveAsync(responder({}).handle(stolen, now), hostOf('bob'))).to.deep.include({
        ...{ kind: 'refused', code: 'identity-mismatch', message: 'the identity in the envelope is not the one that signs' },
      });
  });
});

describe('envelope-key caching and updates (RFC 3830 §3.2, §4.5)', () => {
  it('an update under a cached envelope key is a pre-shared key message', async () => {
    const { hosts, answer, done } = await run('public-key');
    const update = offered(await driveAsync(asAlice('public-key').start(now + 1000, undefined, done.state), hosts[0]));
    expect(decodeMessage(update.message).header.dataType).to.equal(0);
    const updated = established(await driveAsync(asBob().handle(update.message, now + 1000, undefined, answer.state), hosts[1]));
    const finished = established(
      await driveAsync(asAlice('public-key').handle(update.state, updated.reply as Uint8Array, now + 1000), hosts[0]),
    );
    expect(keysOf(finished.cryptoSessions)).to.deep.equal(keysOf(updated.cryptoSessions));
    expect(keysOf(finished.cryptoSessions)).to.not.deep.equal(keysOf(done.cryptoSessions));
    // And again: the key stays cached.
    const second = offered(await driveAsync(asAlice('public-key').start(now + 2000, undefined, finished.state), hosts[0]));
    established(await driveAsync(asBob().handle(second.message, now + 2000, undefined, updated.state), hosts[1]));
  });

  it('without caching it is a public-key message with a new envelope', async () => {
    const { hosts, offer, answer, done } = await run('public-key', { envelopeCaching: 'No cache' });
    expect([done.state.envelopeKey, answer.state.envelopeKey]).to.deep.equal([undefined, undefined]);
    const again = asAlice('public-key', { envelopeCaching: 'No cache' });
    const update = offered(await driveAsync(again.start(now + 1000, undefined, done.state), hosts[0]));
    expect(decodeMessage(update.message).header.dataType).to.equal(2);
    expect(find(decodeMessage(update.message), 'RAND')).to.equal(undefined);
    // A new envelope, not the one that nobody has kept (§4.5).
    expect(find(decodeMessage(update.message), 'PKE')?.data).to.have.length(256);
    expect(find(decodeMessage(update.message), 'PKE')?.data).to.not.deep.equal(find(decodeMessage(offer.message), 'PKE')?.data);
    const updated = established(await driveAsync(asBob().handle(update.message, now + 1000, undefined, answer.state), hosts[1]));
    established(await driveAsync(again.handle(update.state, updated.reply as Uint8Array, now + 1000), hosts[0]));
  });
});

describe('reverse public key (RFC 4738 §3)', () => {
  it('has RAND in one of the messages, never in both (§3.6, §3.7)', async () => {
    const { hosts, offer, answer } = await run('rsa-r');
    const reply = decodeMessage(answer.reply as Uint8Array);
    expect(findAll(reply, 'RAND')).to.have.length(0);
    const both = encodeMessage({ ...reply, payloads: [{ kind: 'RAND', rand: new Uint8Array(16) }, ...reply.payloads] });
    expect(refusal(await driveAsync(asAlice('rsa-r').handle(offer.state, both, now), hosts[0]))).to.equal(
      'authentication-failed',
    );
    // And where a Responder signs such a message: the signature covers message || IDi || IDr || T (§3.6).
    const { payloads } = decodeMessage(both);
    const unsigned = encodeMessage({
      header: reply.header,
      payloads: payloads.slice(0, -1).concat({ kind: 'SIGN', type: 0, signature: new Uint8Array(256) }),
    });
    const timestamp = find(reply, 'T')?.value as Uint8Array;
    const covered = Buffer.concat([unsigned.subarray(0, -256), alice.data, bob.data, timestamp]);
    const signature = sign('sha256', covered, pem('leaf.key'));
    const signed = Uint8Array.from(Buffer.concat([unsigned.subarray(0, -256), signature]));
    const outcome = await driveAsync(asAlice('rsa-r').handle(offer.state, signed, now), hosts[0]);
    expect(outcome).to.deep.include({ kind: 'refused', code: 'malformed', message: 'both messages have a RAND' });
  });

  it('sets the V flag, and answers without it all the same (§3.4)', async () => {
    const { offer } = await run('rsa-r');
    expect(decodeMessage(offer.message).header).to.include({ dataType: 9, v: true });
    const silent = resigned(offer.message, ({ header, payloads }) => ({ header: { ...header, v: false }, payloads }));
    const answer = established(await driveAsync(asBob().handle(silent, now), hostOf('bob')));
    expect(kinds(answer.reply as Uint8Array)).to.include.members(['KEMAC', 'PKE', 'SIGN']);
  });

  it('has the RAND in the answer where the first message has none (§3.6)', async () => {
    const { offer } = await run('rsa-r');
    expect(find(decodeMessage(offer.message), 'RAND')?.rand).to.have.length(16);
    const without = resigned(offer.message, ({ header, payloads }) => ({
      header,
      payloads: payloads.filter(({ kind }) => kind !== 'RAND'),
    }));
    const answer = established(await driveAsync(asBob().handle(without, now), hostOf('bob')));
    const reply = decodeMessage(answer.reply as Uint8Array);
    expect(findAll(reply, 'RAND')).to.have.length(1);
    const state = { ...offer.state, sent: Secret.from(without) };
    const done = established(await driveAsync(asAlice('rsa-r').handle(state, answer.reply as Uint8Array, now), hostOf('leaf')));
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    // And an answer without it is discarded in silence (§3.7).
    const bare = resigned(
      answer.reply as Uint8Array,
      ({ header, payloads }) => ({ header, payloads: payloads.filter(({ kind }) => kind !== 'RAND') }),
      Buffer.concat([alice.data, bob.data, find(reply, 'T')?.value as Uint8Array]),
    );
    const refused = await driveAsync(asAlice('rsa-r').handle(state, bare, now), hostOf('leaf'));
    expect(refused).to.deep.include({ kind: 'refused', code: 'malformed', message: 'neither message has a RAND' });
    expect(refused).to.not.have.property('reply');
  });

  it('discards in silence an answer with a policy that was not offered (§3.7)', async () => {
    const { hosts, offer, answer } = await run('rsa-r');
    const reply = decodeMessage(answer.reply as Uint8Array);
    const other = resigned(
      answer.reply as Uint8Array,
      ({ header, payloads }) => ({
        header,
        payloads: payloads.map(payload =>
          payload.kind === 'SP' ? writePolicy({ suite: 'AES_CM_128_HMAC_SHA1_32' }, 0) : payload,
        ),
      }),
      Buffer.concat([alice.data, bob.data, find(reply, 'T')?.value as Uint8Array]),
    );
    const refused = await driveAsync(asAlice('rsa-r').handle(offer.state, other, now), hosts[0]);
    expect(refused).to.include({ kind: 'refused', code: 'unsupported-policy' }).and.to.not.have.property('reply');
  });

  it('for a group, takes CSB ID, RAND and policy from the Responder (§3.2)', async () => {
    const { offer, answer, done } = await run('rsa-r', {}, { groupCsbId: 0x0a0b0c0d });
    const reply = decodeMessage(answer.reply as Uint8Array);
    expect(kinds(answer.reply as Uint8Array).slice(0, 3)).to.deep.equal(['EXT', 'T', 'RAND']);
    expect(readExtension(findAll(reply, 'EXT')[0] as never)).to.deep.equal({ kind: 'csb-id', csbId: 0x0a0b0c0d });
    expect(done.state.csbId).to.equal(0x0a0b0c0d);
    expect(reply.header.csbId).to.equal(decodeMessage(offer.message).header.csbId);
    // The RAND of the first message counts for nothing (§3.4).
    for (const { rand } of [done.state, answer.state]) expect(rand).to.deep.equal(find(reply, 'RAND')?.rand);
    expect(find(decodeMessage(offer.message), 'RAND')?.rand).to.not.deep.equal(done.state.rand);
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
  });
});
