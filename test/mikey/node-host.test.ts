import { constants, createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Identity, MikeyError, nai, uri } from '@sdpsec/mikey';
import { type NodeHostOptions, nodeHost } from '@sdpsec/mikey/node';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { unpadded } from '../../packages/mikey/dist/node/envelope.js';
import { vectorPem } from './material.js';
import { alice, bob, now } from './parties.js';

const pem = (name: string) => readFileSync(new URL(`../vectors/mikey/certificates/${name}`, import.meta.url), 'utf8');
const der = (name: string) => Uint8Array.from(Buffer.from(pem(`${name}.pem`).replace(/-----.*-----|\s/g, ''), 'base64'));

interface TrustQuestion extends Pick<NodeHostOptions, 'allow'> {
  readonly use?: 'signature' | 'encryption';
  readonly peer?: Identity;
  readonly anybody?: true;
  readonly at?: number;
}

describe('certificates (RFC 3830 §4.3, RFC 5280 §6)', () => {
  /** `trusted`, or why not. */
  async function trust(
    names: readonly string[],
    { use = 'signature', at = now, ...rest }: TrustQuestion = {},
    host: NodeHostOptions = { anchors: [pem('root.pem')] },
  ): Promise<string> {
    const { peer = alice, anybody, ...options } = rest;
    const verdict = await nodeHost({ ...host, ...options }).trust?.(names.map(der), anybody ? {} : { remote: peer }, at, use);
    return verdict?.kind === 'distrusted' ? verdict.reason : (verdict?.kind ?? 'no trust');
  }

  it('trusts a chain that leads to an anchor of the caller’s', async () => {
    expect(await trust(['leaf', 'intermediate'])).to.equal('trusted');
    expect(await trust(['leaf', 'intermediate', 'root'])).to.equal('trusted');
    expect(await trust(['leaf', 'intermediate'], { use: 'encryption' })).to.equal('trusted');
    expect(await trust(['leaf'], {}, { anchors: [pem('root.pem'), pem('intermediate.pem')] })).to.equal('trusted');
    expect(await trust(['leaf'], {}, { anchors: [pem('leaf.pem')] })).to.equal('trusted');
  });

  it('trusts nothing without anchors, without the intermediate, or from another root', async () => {
    expect(await trust(['leaf', 'intermediate'], {}, {})).to.equal('there are no trusted certificates');
    expect(await trust(['leaf'])).to.not.equal('trusted');
    expect(await trust(['leaf', 'intermediate'], {}, { anchors: [pem('ping.pem')] })).to.not.equal('trusted');
    expect(await trust([])).to.match(/no certificate/);
  });

  it('binds the certificate to the identity', async () => {
    expect(await trust(['bob', 'intermediate'])).to.match(/subjectAltName/);
    expect(await trust(['bob', 'intermediate'], { peer: bob })).to.equal('trusted');
    expect(await trust(['mail', 'intermediate'])).to.match(/subjectAltName/);
    expect(await trust(['mail', 'intermediate'], { peer: nai('alice@example.org') })).to.equal('trusted');
    expect(await trust(['leaf', 'intermediate'], { peer: uri('sip:alice@example.org.evil.example') })).to.match(/subjectAltName/);
    expect(await trust(['leaf', 'intermediate'], { anybody: true })).to.equal('trusted');
  });

  it('looks at the given time', async () => {
    const year = 365 * 86_400_000;
    expect(await trust(['expired', 'intermediate'])).to.match(/expired/);
    expect(await trust(['leaf', 'intermediate'], { at: now - year })).to.match(/not yet valid/);
    expect(await trust(['leaf', 'intermediate'], { at: now + 30 * year })).to.match(/expired/);
    expect(await trust(['leaf'], { at: now + 30 * year }, { anchors: [pem('leaf.pem')] })).to.match(/not valid at this time/);
  });

  it('looks at key usage, CA flag, path length and critical extensions', async () => {
    expect(await trust(['sign-only', 'intermediate'])).to.equal('trusted');
    expect(await trust(['sign-only', 'intermediate'], { use: 'encryption' })).to.equal('the certificate is not for encryption');
    expect(await trust(['encrypt-only', 'intermediate'])).to.equal('the certificate is not for signature');
    expect(await trust(['forged', 'leaf', 'intermediate'])).to.match(/not a CA/);
    expect(await trust(['too-deep', 'below-short', 'short'])).to.equal('a certificate allows 0 certificates below it, got 1');
    expect(await trust(['critical', 'intermediate'])).to.match(/critical extension 1\.2\.3\.4/);
  });

  it('looks at the strength of keys and signatures', async () => {
    expect(await trust(['small', 'intermediate'])).to.equal('expected RSA keys of at least 2048 bits, got 1024');
    expect(await trust(['sha1', 'intermediate'])).to.match(/SHA-1/);
    expect(await trust(['sha1', 'intermediate'], { allow: ['sha1-signatures'] })).to.equal('trusted');
  });

  it('looks at the key of the anchor, which no message carries', async () => {
    expect(await trust(['from-small'], {}, { anchors: [pem('small-root.pem')] })).to.equal(
      'expected RSA keys of at least 2048 bits, got 1024',
    );
  });

  it('takes no certificate that is restricted to other purposes (RFC 5280 §4.2.1.12)', async () => {
    expect(await trust(['code'], {}, { anchors: [pem('code.pem')] })).to.equal(
      'the certificate is for other purposes: 1.3.6.1.5.5.7.3.3',
    );
    expect(await trust(['any-purpose'], {}, { anchors: [pem('any-purpose.pem')] })).to.equal('trusted');
  });

  it('binds no certificate that has a common name alone', async () => {
    expect(await trust(['nameless'], {}, { anchors: [pem('nameless.pem')] })).to.match(/subjectAltName/);
  });

  it('ends, for chains that are long, circular or no certificates', async () => {
    expect(await trust(['from-ping', 'ping', 'pong'])).to.not.equal('trusted');
    expect(await trust(['from-ping', 'ping', 'pong', 'ping', 'pong'])).to.not.equal('trusted');
    expect(await trust(['leaf', 'intermediate', 'root', 'root', 'root', 'root'])).to.match(/at most 5/);
    const verdict = await nodeHost({ anchors: [pem('root.pem')] }).trust?.(
      [Uint8Array.of(0x30, 0x03, 1, 2, 3)],
      {},
      now,
      'signature',
    );
    expect(verdict?.kind).to.equal('distrusted');
  });

  it('takes no private key that is small or another’s', () => {
    expect(() => nodeHost({ certificates: [vectorPem('cc')], privateKey: vectorPem('kc') })).to.throw(MikeyError, '2048 bits');
    expect(() => nodeHost({ certificates: [vectorPem('ca')], privateKey: vectorPem('kb') })).to.throw(MikeyError, 'not the one');
  });
});

describe('RSA envelope (RFC 3830 §4.2.5)', () => {
  const privateKey = createPrivateKey(vectorPem('kb'));
  const publicKey = createPublicKey(vectorPem('kb'));
  const host = (envelope: 'pkcs1' | 'oaep') => nodeHost({ certificates: [vectorPem('cb')], privateKey, envelope });
  const open = (envelope: 'pkcs1' | 'oaep', ciphertext: Uint8Array) => host(envelope).decryptEnvelope?.(ciphertext) as Secret;
  /** RSA of a block that the test chooses. */
  const seal = (block: Uint8Array) => publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
  const block = (edit: (octets: Uint8Array) => void) => {
    const octets = new Uint8Array(256).fill(0x55);
    octets.set([0, 2]);
    octets[256 - 17] = 0;
    octets.set(message, 256 - 16);
    edit(octets);
    return octets;
  };
  const message = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

  it('opens what OpenSSL seals, for keys of 16 octets and more', () => {
    for (let length = 16; length <= 245; length += 4) {
      const key = Secret.random(length);
      for (const envelope of ['pkcs1', 'oaep'] as const) {
        if (envelope === 'oaep' && length > 214) continue;
        const padding = envelope === 'oaep' ? constants.RSA_PKCS1_OAEP_PADDING : constants.RSA_PKCS1_PADDING;
        expect(
          open(envelope, publicEncrypt({ key: publicKey, padding }, key.reveal())).equals(key),
          `${envelope} ${length}`,
        ).to.equal(true);
      }
    }
    expect(open('pkcs1', seal(block(() => {}))).reveal()).to.deep.equal(message);
  });

  it('gives a key for every defect of the padding: always the same one, of a length of its own, and never the message (trap 17)', () => {
    const defects: Record<string, (octets: Uint8Array) => void> = {
      'first octet': octets => octets.set([1], 0),
      'block type 1': octets => octets.set([1], 1),
      'no separator': octets => octets.fill(0x55, 256 - 17),
      'separator after 7 octets of padding': octets => octets.set([0], 9),
      'all zero': octets => octets.fill(0),
      'a key that can be guessed: none': octets => octets.fill(0x55, 256 - 17).set([0], 255),
      'a key that can be guessed: 15 octets': octets => octets.fill(0x55, 256 - 17, 256 - 16).set([0], 256 - 16),
    };
    const lengths = new Set<number>();
    for (const [name, edit] of Object.entries(defects)) {
      const ciphertext = seal(block(edit));
      const key = open('pkcs1', ciphertext);
      expect(open('pkcs1', ciphertext).equals(key), name).to.equal(true);
      expect(key.length, name).to.be.within(16, 245);
      expect(Buffer.from(key.reveal()).includes(Buffer.from(message)), name).to.equal(false);
      lengths.add(key.length);
    }
    expect(lengths.size).to.be.greaterThan(1);
    // 8 octets of padding are enough.
    expect(open('pkcs1', seal(block(octets => octets.set([0], 10)))).length).to.equal(245);
  });

  it('gives a key for ciphertexts of any length and value', () => {
    for (const ciphertext of [new Uint8Array(), new Uint8Array(255), new Uint8Array(256).fill(0xff), new Uint8Array(300)])
      for (const envelope of ['pkcs1', 'oaep'] as const) expect(open(envelope, ciphertext).length).to.be.within(16, 256);
  });

  it('chooses without a branch: the padding agrees with a plain reading of RFC 8017 §7.2.2, for keys of 16 octets and more', () => {
    const plain = (octets: Uint8Array): Uint8Array | undefined => {
      const separator = octets.indexOf(0, 2);
      const good = octets[0] === 0 && octets[1] === 2 && separator >= 10 && separator < octets.length - 16;
      return good ? octets.slice(separator + 1) : undefined;
    };
    const synthetic = { octets: new Uint8Array(32).fill(0xee), length: 20 };
    // Few different octets, so that every case comes up.
    const octets = fc.array(fc.nat(2), { minLength: 32, maxLength: 32 });
    const blocks = fc.oneof(
      octets,
      octets.map(list => [0, 2, 1, 1, 1, 1, 1, 1, 1, 1, ...list.slice(10)]),
    );
    fc.assert(
      fc.property(blocks, list => {
        const block = Uint8Array.from(list);
        expect(unpadded(block, synthetic)).to.deep.equal(plain(block) ?? new Uint8Array(20).fill(0xee));
      }),
      { numRuns: 2000 },
    );
  });
});
