import { type CheckOptions, check } from '@sdpsec/check';
import { readPolicy } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { k, sdp } from './rule-cases.js';

const cm80 = 'AES_CM_128_HMAC_SHA1_80';
const long = 'b0j+rEwcbZ0wr5d3CUhtHzXu7pxME7nYkInywP71GMGj6xJYVIUc7TM3RfuhoQ==';
const crypto = (tag: number, key: number, rest = '') => `a=crypto:${tag} ${cm80} inline:${k[key]}${rest}`;
const print = (octets: number, hash: string) => `a=fingerprint:${hash} ${Array(octets).fill('5A').join(':')}`;
const dtls = 'm=audio 49170 UDP/TLS/RTP/SAVP 0';
const savp = 'm=audio 49170 RTP/SAVP 0';
const avp = 'm=audio 49170 RTP/AVP 0';

/** NULL encryption and a TEK, from gortsplib's test of a camera; the octets behind type and length of a policy parameter can be put in its place. */
const bare = Buffer.from(
  'AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==',
  'base64',
);
const mikey = (...changes: readonly (readonly [type: number, value: number])[]) => {
  const octets = Buffer.from(bare);
  for (const [type, value] of changes) octets[octets.indexOf(Buffer.of(type, 1), 40) + 2] = value;
  return `a=key-mgmt:mikey ${octets.toString('base64')}`;
};

type Expected = readonly (readonly [severity: string, line: number, column: number])[];
interface Variant {
  readonly lines: readonly string[];
  readonly expected: Expected;
  readonly options?: CheckOptions;
}

/** What a rule says of inputs beside its first case: by rule, and by what the input is. Line 6 is the first behind the session part. */
const variants: Readonly<Record<string, Readonly<Record<string, Variant>>>> = {
  'sdes/key-reuse': {
    'RFC 4568 §6.1: between m= sections an error, at the key': {
      lines: [savp, crypto(1, 0), 'm=video 49172 RTP/SAVP 96', crypto(1, 0)],
      expected: [['error', 9, 43]],
    },
    'inside of one BUNDLE group, one RTP session, worth knowing (RFC 8859 §5.7)': {
      lines: ['a=group:BUNDLE a v', savp, 'a=mid:a', crypto(1, 0), 'm=video 49170 RTP/SAVP 96', 'a=mid:v', crypto(1, 0)],
      expected: [['info', 12, 43]],
    },
    'of a group that has one of the two alone, an error': {
      lines: ['a=group:BUNDLE a', savp, 'a=mid:a', crypto(1, 0), 'm=video 49172 RTP/SAVP 96', 'a=mid:v', crypto(1, 0)],
      expected: [['error', 12, 43]],
    },
    'between alternatives of a section a warning': {
      lines: [savp, crypto(1, 0), crypto(2, 0)],
      expected: [['warning', 8, 43]],
    },
    'in one line too': { lines: [savp, crypto(1, 0, `|1:1;inline:${k[0]}|2:1`)], expected: [['warning', 7, 95]] },
    'at the key, whatever stands in the place of the tag': {
      lines: [savp, crypto(1, 0), crypto(2, 0).replace('crypto:2', 'crypto:inline:x')],
      expected: [['warning', 8, 50]],
    },
  },
  'sdes/weakening-params': {
    'RFC 4568 §6.3.2: a NULL cipher, known or not': {
      lines: [savp, crypto(1, 0).replace('AES_CM_128', 'NULL'), crypto(2, 1).replace(cm80, 'AES_NULL_NULL')],
      expected: [
        ['error', 7, 12],
        ['error', 8, 12],
      ],
    },
    'another suite that is not known': { lines: [savp, crypto(1, 0).replace(cm80, 'ROT13')], expected: [] },
    'at the name of the parameter, behind letters that grow when capital': {
      lines: [savp, crypto(1, 0, ' -X=ß UNAUTHENTICATED_SRTP')],
      expected: [['error', 7, 89]],
    },
  },
  'sdes/suite-gcm8': {
    'RFC 7714 §14.1 registers neither': {
      lines: [savp, crypto(1, 0).replace('AES_CM_128', 'NULL')],
      expected: [],
    },
  },
  'sdes/suite-alias': {
    'RFC 4568 §5.1.2: a repair in an answer would change what the offer has': {
      lines: [savp, `a=crypto:1 AES_CM_256_HMAC_SHA1_80 inline:${long}`],
      expected: [['warning', 7, 12]],
      options: { document: 'answer' },
    },
  },
  'mikey/null-protection': {
    'where the way is not known': { lines: [savp, mikey()], expected: [['warning', 7, 1]] },
    'over UDP anyone can read the keys (RFC 3830 §4.2.4)': {
      lines: [savp, mikey()],
      expected: [['error', 7, 1]],
      options: { transport: 'udp' },
    },
    'over TLS nobody on the way': { lines: [savp, mikey()], expected: [['warning', 7, 1]], options: { transport: 'wss' } },
  },
  'mikey/weakening-policy': {
    'RFC 3830 §6.10.1: each that is off': {
      lines: [savp, mikey([7, 0], [8, 0])],
      expected: [
        ['error', 7, 1],
        ['error', 7, 1],
      ],
    },
    'RFC 7714 §14.3: "no authentication" of AES-GCM, which authenticates by itself': {
      lines: [savp, mikey([0, 6], [2, 0], [10, 0])],
      expected: [],
    },
    'the same of AES-CM': {
      lines: [savp, mikey([2, 0], [10, 0])],
      expected: [
        ['error', 7, 1],
        ['error', 7, 1],
      ],
    },
  },
  'oa/line-unusable': {
    'a line with a fault of its own has a rule for that': {
      lines: [savp, crypto(1, 0).slice(0, -8)],
      expected: [],
      options: { policy: readPolicy({ security: { minimumStrength: { keyBits: 256 } } }) },
    },
  },
  'sdp/capability-number': {
    'RFC 6871 §3.3.1: formats are numbered in lists and ranges': {
      lines: [avp, 'a=rmcap:1-3 PCMU/8000', 'a=omcap:3 X'],
      expected: [['error', 8, 9]],
    },
    'RFC 5939 §3.4.2: the transports of one line count on': {
      lines: ['a=tcap:1 RTP/SAVP RTP/SAVPF', avp, 'a=tcap:2 RTP/AVPF'],
      expected: [['error', 8, 8]],
    },
    'what is no number is none': { lines: [avp, 'a=acap:x y', 'a=acap:x z', 'a=pcfg:1-3', 'a=pcfg:1-3'], expected: [] },
  },
  'sdp/capneg-crypto': {
    'RFC 5939 §3.3.2: who does not know what a=creq requires takes no configuration': {
      lines: [
        'a=creq:cap-v0,foo',
        avp,
        'a=creq:med-v0,bar',
        'a=tcap:1 RTP/SAVP',
        `a=acap:1 ${crypto(1, 0).slice(2)}`,
        'a=pcfg:1 t=1 a=1',
      ],
      expected: [
        ['warning', 6, 1],
        ['warning', 8, 1],
      ],
    },
    'what is known, or required by a section without configurations, is left alone': {
      lines: [avp, 'a=creq:cap-v0,med-v0', 'a=pcfg:1', avp, 'a=creq:foo'],
      expected: [],
    },
  },
  'sdp/dtls-fingerprint': {
    'RFC 8122 §5: a hash that is not known may be by tomorrow': {
      lines: [dtls, 'a=setup:actpass', print(32, 'sha3-256')],
      expected: [['warning', 8, 15]],
    },
    'small letters, which old peers compare as text': {
      lines: [dtls, 'a=setup:actpass', print(32, 'sha-256').replace('5A:', '5a:')],
      expected: [['info', 8, 15]],
    },
  },
  'sdp/dtls-weak-hash': {
    'RFC 8122 §5: MD5 must not be used': {
      lines: [dtls, 'a=setup:actpass', print(16, 'md5')],
      expected: [['error', 8, 15]],
    },
    'SHA-1 can be forged for money': { lines: [dtls, 'a=setup:actpass', print(20, 'SHA-1')], expected: [['warning', 8, 15]] },
  },
  'sdp/dtls-setup': {
    'RFC 5763 §5: none at all': { lines: [dtls, print(32, 'sha-256')], expected: [['warning', 6, 1]] },
    'one of the session part holds for all (RFC 4145 §4)': {
      lines: ['a=setup:actpass', dtls, print(32, 'sha-256')],
      expected: [],
    },
    'RFC 8842 §5.1: holdconn is for TCP, and begins no DTLS association': {
      lines: ['a=setup:holdconn', dtls, print(32, 'sha-256'), savp, print(32, 'sha-256'), 'a=setup:holdconn'],
      expected: [
        ['error', 6, 9],
        ['error', 11, 9],
      ],
    },
    'RFC 4145 §4: over TCP it may be': { lines: ['m=message 2855 TCP/MSRP *', 'a=setup:holdconn'], expected: [] },
    'a rejected section needs none': { lines: [dtls.replace('49170', '0'), print(32, 'sha-256')], expected: [] },
  },
  'sdp/media-line-syntax': {
    'RFC 8866 §5.14: no transport, or no format': {
      lines: ['m=audio 49170', 'm=audio 49170 RTP/SAVP'],
      expected: [
        ['error', 6, 1],
        ['error', 7, 1],
      ],
    },
  },
};

describe('rules of check, beside their first case', () => {
  for (const [id, inputs] of Object.entries(variants))
    describe(id, () => {
      for (const [what, { lines, expected, options }] of Object.entries(inputs))
        it(what, () => {
          const found = check(sdp(...lines), { ...options, only: [id] });
          expect(found.map(({ severity, line, column }) => [severity, line, column])).to.deep.equal(expected);
        });
    });

  it('run alone where they are asked for alone', () => {
    const text = sdp(savp, crypto(0, 0, ' UNENCRYPTED_SRTCP'));
    const ids = (options: CheckOptions) => [...new Set(check(text, options).map(({ rule }) => rule))];
    expect(ids({})).to.include.members(['sdes/tag-zero', 'sdes/weakening-params']);
    expect(ids({ only: ['sdes/tag-zero'] })).to.deep.equal(['sdes/tag-zero']);
    expect(ids({ only: ['sdes/tag-zero'], off: ['sdes/tag-zero'] })).to.deep.equal([]);
  });
});
