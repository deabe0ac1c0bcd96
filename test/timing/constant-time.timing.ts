import { portableEngine, Secret, SrtpReceiver, SrtpSession, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { unpadded } from '../../packages/mikey/dist/node/envelope.js';
import { equalOctets } from '../../packages/mikey/dist/octets.js';
import { measure, type Subject } from './measure.js';
import { leakFrom, type Verdict, welch } from './welch.js';

const samples = 1_000_000;
/** What the classes have in common may differ by accident once, on a busy machine; what depends on them differs each time. */
const attempts = 3;

/** A subject, and what a programmer would write in its place who thinks of results alone. */
interface Case extends Subject {
  readonly title: string;
  /** Ends as soon as it knows: planted beside the subject, the harness must find it. Once for each function that is measured. */
  readonly early?: (input: Uint8Array) => boolean;
}

const random = (below: number): number => Math.floor(below * Math.random());

/** The comparison that must not be: it ends at the first octet that is wrong. */
function equalEarly(octets: Uint8Array, at: number, right: Uint8Array): boolean {
  for (let i = 0; i < right.length; i++) if (octets[at + i] !== right[i]) return false;
  return true;
}

/** Class 0: the first octet is wrong. Class 1: all are right, up to the last. */
function spoil(octets: Uint8Array, which: number, start: number, end: number): void {
  const at = which === 0 ? start : end - 1;
  octets[at] = (octets[at] as number) ^ (1 + random(255));
}

/** Two strings of octets, of which one is an attacker's. */
function comparison(
  title: string,
  octets: number,
  calls: number,
  compare: (one: Uint8Array, other: Uint8Array) => boolean,
): Case {
  const right = Secret.random(octets).reveal();
  return {
    title,
    octets,
    calls,
    fill(input, which) {
      input.set(right);
      spoil(input, which, 0, octets);
    },
    run: input => compare(input, right),
    early: input => equalEarly(input, 0, right),
  };
}

/** The tag of an SRTP packet: a receiver with a live stream takes the next packet with a wrong tag, again and again. */
function tagCheck(title: string, suite: SuiteName, engine?: ReturnType<typeof portableEngine>): Case {
  const { keyOctets, saltOctets, tagOctets } = suites[suite];
  const masterKeys = [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets) }] as const;
  const parameters = [srtpParameters({ suite, masterKeys: [...masterKeys] })];
  const sender = new SrtpSession({ send: parameters, ...(engine && { engine }) });
  const receiver = new SrtpReceiver(parameters, engine && { engine });
  const plain = new Uint8Array(32).fill(0xd5);
  const next = (sequence: number): Uint8Array => {
    plain.set([0x80, 0, 0, sequence]);
    return sender.protectRtp(plain);
  };
  for (let sequence = 0; sequence < 32; sequence++) receiver.unprotectRtp(next(sequence));
  const right = next(32);
  const tagAt = right.length - tagOctets.srtp;
  const rightTag = right.slice(tagAt);
  const target = new Uint8Array(right.length);
  return {
    title,
    octets: right.length,
    calls: 1,
    fill(input, which) {
      input.set(right);
      spoil(input, which, tagAt, right.length);
    },
    run: input => receiver.unprotectRtpInto(input, target),
    early: input => equalEarly(input, tagAt, rightTag),
  };
}

const blockOctets = 256;
const envelopeKeyOctets = 16;
/** What stands in place of the key of a bad block; of the length of the good ones' key, for the length of a result is not secret. */
const synthetic = { octets: Secret.random(blockOctets).reveal(), length: envelopeKeyOctets };

/** Octets other than zero, of which blocks are cut. */
const padding = Secret.random(65_536)
  .reveal()
  .map(octet => octet || 1);

/** A block as the RSA operation leaves it (RFC 8017 §7.2.2): class 0 is good, class 1 is bad in one way. */
function unpadding(title: string, harm: (block: Uint8Array) => void): Case {
  return {
    title,
    octets: blockOctets,
    calls: 1,
    fill(block, which) {
      const from = random(padding.length - blockOctets);
      block.set(padding.subarray(from, from + blockOctets));
      block[0] = 0;
      block[1] = 2;
      block[blockOctets - envelopeKeyOctets - 1] = 0;
      if (which === 1) harm(block);
    },
    run: block => unpadded(block, synthetic)[0] as number,
  };
}

const unpaddedEarly = (block: Uint8Array): boolean => block[0] === 0 && block[1] === 2 && block.indexOf(0, 2) >= 10;

const cases: readonly Case[] = [
  comparison('a MAC of MIKEY, 20 octets', 20, 16, equalOctets),
  comparison('Secret.equals, 30 octets', 30, 2, (one, other) => Secret.from(one).equals(Secret.from(other))),
  tagCheck('the tag of AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_80'),
  tagCheck('the tag of AEAD_AES_128_GCM', 'AEAD_AES_128_GCM'),
  tagCheck('the tag of AES_CM_128_HMAC_SHA1_80, portable engine', 'AES_CM_128_HMAC_SHA1_80', portableEngine()),
  tagCheck('the tag of AEAD_AES_128_GCM, portable engine', 'AEAD_AES_128_GCM', portableEngine()),
  {
    ...unpadding('PKCS #1 padding of the wrong block type', block => {
      block[1] = 1;
    }),
    early: unpaddedEarly,
  },
  unpadding('PKCS #1 padding that ends too early', block => {
    block[5] = 0;
  }),
  unpadding('PKCS #1 padding without an end', block => {
    block[blockOctets - envelopeKeyOctets - 1] = 0xff;
  }),
];

const shown = ({ t, share, difference }: Verdict): string =>
  `|t| = ${t.toFixed(1)} among the fastest ${(100 * share).toFixed(0)} %, ${difference.toFixed(2)} ns`;

/** Measures until the classes do not differ. */
function verdicts(subject: Subject): Verdict[] {
  const found: Verdict[] = [];
  do found.push(welch(measure(subject, samples)));
  while ((found.at(-1) as Verdict).t >= leakFrom && found.length < attempts);
  return found;
}

describe(`time that tells nothing: ${samples} samples of two classes, |t| below ${leakFrom}`, function () {
  this.timeout(600_000);
  for (const subject of cases) {
    it(`${subject.title}: both classes take the same time`, () => {
      const found = verdicts(subject);
      console.log(`      ${found.map(shown).join('; ')}`);
      expect(Math.min(...found.map(({ t }) => t)), found.map(shown).join('; ')).to.be.below(leakFrom);
    });

    const { early } = subject;
    if (!early) continue;
    it(`${subject.title}: an early exit beside it is found`, () => {
      const run = (input: Uint8Array): number => Number(subject.run(input)) + Number(early(input));
      const found = welch(measure({ ...subject, run }, samples));
      console.log(`      ${shown(found)}`);
      expect(found.t, shown(found)).to.be.at.least(leakFrom);
    });
  }
});
