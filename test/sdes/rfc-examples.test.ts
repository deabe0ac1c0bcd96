import { readFileSync } from 'node:fs';
import { type CryptoAttribute, cryptoToParameters, formatCrypto, parseCrypto } from '@sdpsec/sdes';
import { expect } from 'chai';

interface Example {
  readonly id: string;
  readonly attribute: string;
  readonly tag: number;
  readonly suite: string;
  readonly keys: readonly {
    readonly key_salt: string;
    readonly lifetime?: string;
    readonly lifetime_packets?: string;
    readonly mki?: string;
    readonly mki_length?: number;
  }[];
  readonly session_params: readonly string[];
}

const examples: readonly Example[] = JSON.parse(
  readFileSync(new URL('../vectors/sdp-examples.json', import.meta.url), 'utf8'),
).crypto;

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

function parsed(value: string): CryptoAttribute {
  const line = parseCrypto(value);
  if (line.kind === 'problem') throw new Error(`${line.code} at ${line.offset}: ${line.message}`);
  return line;
}

describe('a=crypto lines printed in RFC 4568, 5939 and 6871', () => {
  it('are all there', () => expect(examples).to.have.length(38));

  for (const example of examples) {
    const value = example.attribute.slice(example.attribute.indexOf('crypto:') + 7);

    it(`${example.id} reads as printed`, () => {
      const line = parsed(value);
      expect(line.tag).to.equal(example.tag);
      expect(line.suite).to.equal(example.suite);
      expect(line.deviations.map(({ code }) => code)).to.deep.equal([]);
      const keys = line.keys.map(({ key, salt, lifetime, mki }) => ({
        key_salt: hex(key.reveal()) + hex(salt.reveal()),
        lifetime: lifetime?.text,
        lifetime_packets: lifetime && String(lifetime.srtp),
        mki: mki && String(mki.value),
        mki_length: mki?.length,
      }));
      const wanted = example.keys.map(key => ({
        key_salt: key.key_salt,
        lifetime: key.lifetime,
        lifetime_packets: key.lifetime_packets,
        mki: key.mki,
        mki_length: key.mki_length,
      }));
      expect(keys).to.deep.equal(wanted);
      expect(line.sessionParameters.length).to.equal(example.session_params.length);
    });

    it(`${example.id} is written as it was read`, () => expect(formatCrypto(parsed(value))).to.equal(value));

    it(`${example.id} gives SRTP parameters of its suite`, () => {
      const parameters = cryptoToParameters(parsed(value));
      expect(parameters.suite).to.equal(example.suite);
      expect(parameters.masterKeys.map(({ key, salt }) => hex(key.reveal()) + hex(salt.reveal()))).to.deep.equal(
        example.keys.map(key => key.key_salt),
      );
    });
  }
});
