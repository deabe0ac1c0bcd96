import { check } from '@sdpsec/check';
import { expect } from 'chai';
import { k, sdp } from './rule-cases.js';

const octets = (length: number, octetAt: (at: number) => number) => Uint8Array.from({ length }, (_, at) => octetAt(at));
/** The rule's verdict over a key and salt of AES_CM_128: 16 and 14 octets (RFC 4568 §6.2.1). */
const verdict = (key: Uint8Array) =>
  check(
    sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.from(key).toString('base64')}`),
  ).flatMap(({ rule, severity, message }) => (rule === 'sdes/key-low-entropy' ? [`${severity}: ${message}`] : []));
const random = Buffer.from(k[0], 'base64');
const withRandomSalt = (start: Uint8Array) => Buffer.concat([start, random.subarray(start.length)]);

/** RFC 4568 §6.1: "Each master key and salt MUST be a cryptographically random number"; Q43: what was seen in their place. */
describe('sdes/key-low-entropy: keys that no random generator made (RFC 4568 §6.1, Q43)', () => {
  for (const [what, key, expected] of [
    ['zeros', octets(30, () => 0), 'error: the key is one octet repeated'],
    ['counting up', octets(30, at => at + 250), 'error: the octets of the key count up or down evenly'],
    ['counting down by 3', octets(30, at => 200 - 3 * at), 'error: the octets of the key count up or down evenly'],
    ['a word ten times', Buffer.from('abc'.repeat(10)), 'error: the key is a pattern of 3 octets, repeated'],
    ['dice', octets(30, at => (at * at) % 7), 'error: the key has only 4 different octets'],
    ['30 hexadecimal digits', Buffer.from('4f89eb063f43a3b93d9dbc4e234c73'), 'warning: the key is made of hexadecimal digits'],
    ['a sentence', Buffer.from('correct horse battery staple..'), 'warning: the key is printable text'],
    ['a sentence with one odd octet', Buffer.from('correct horse battery staple.\0'), 'warning: the key is printable text'],
    ['six zeros in a row', Buffer.concat([Buffer.alloc(6), random.subarray(6)]), 'warning: the key holds 6 equal octets'],
    // The salt is no secret: what counts is the master key.
    ['a master key of zeros before a random salt', withRandomSalt(Buffer.alloc(16)), 'error: the key is one octet repeated'],
    [
      'a master key that counts before a random salt',
      withRandomSalt(octets(16, at => at + 77)),
      'error: the octets of the key count',
    ],
    [
      'a master key of digits before a random salt',
      withRandomSalt(Buffer.from('0123456789abcdef')),
      'warning: the key is made of hex',
    ],
  ] as const)
    it(what, () => {
      const [found, ...more] = verdict(key);
      expect(found).to.match(new RegExp(`^${expected}`));
      expect(more).to.deep.equal([]);
    });

  it('leaves random keys alone, and those with five equal octets in a row', () => {
    for (const key of k) expect(verdict(Buffer.from(key, 'base64'))).to.deep.equal([]);
    expect(verdict(Buffer.concat([Buffer.alloc(5), random.subarray(5)]))).to.deep.equal([]);
  });
});
