import { randomBytes } from 'node:crypto';
import {
  portableEngine,
  type SrtpOptions,
  type SrtpParameters,
  type SrtpParametersInput,
  SrtpReceiver,
  SrtpSession,
  type SuiteName,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { askOracle, jobFor, type OracleJob, oraclePrograms } from '../../oracle/oracle.js';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';

/** A sender as keying makes it, what it shall send, and what the oracle needs to know to send the same. */
interface Scenario {
  readonly what: string;
  readonly suite: SuiteName;
  readonly agreed?: Partial<SrtpParametersInput>;
  readonly options?: SrtpOptions;
  /** RTP: sequence numbers after 2^16 * ROC of the first; RTCP: how many. */
  readonly rtp?: readonly number[];
  readonly rtcp?: number;
  readonly job: Partial<OracleJob>;
  readonly header?: (sequence: number) => string;
}

const ssrc = 0xcafebabe;
const firstRoc = 3;
const start = firstRoc * 0x10000;

const withExtension = (sequence: number) =>
  `92600000${hex(randomBytes(4))}00000000${hex(randomBytes(8))}bede000212${hex(randomBytes(3))}50${hex(randomBytes(1))}${sequence & 1 ? '2077' : '0000'}`;

// Across two boundaries of r, and across the wrap of the sequence number.
const derivations = [0xfff0, 0xfffe, 0xffff, 0x10000, 0x10001, 0x1000f, 0x10010, 0x1001f, 0x10020];
const rounds = [0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x10001, 0x10002];
const extension = [1, 2, 3];

const scenarios: Scenario[] = [
  ...(['AES_CM_128_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_32', 'AEAD_AES_128_GCM', 'F8_128_HMAC_SHA1_80'] as const).flatMap(
    (suite): Scenario[] => [
      {
        what: `${suite}, SRTP with key_derivation_rate 16 (RFC 3711 §4.3.1)`,
        suite,
        agreed: { keyDerivationRate: 16 },
        rtp: derivations,
        job: { kdr: 16 },
      },
      {
        what: `${suite}, SRTCP with key_derivation_rate 4 (RFC 3711 §4.3.2, erratum 3712)`,
        suite,
        agreed: { keyDerivationRate: 4 },
        options: { initialSrtcpIndex: 1022 },
        rtcp: 8,
        job: { kdr: 4 },
      },
    ],
  ),
  ...([1, 2, 3] as const).flatMap(mode =>
    [1, 3].map((rate): Scenario => {
      const tag = mode === 3 ? 4 : 14;
      return {
        what: `RCC mode ${mode}, rate ${rate} (RFC 4771)`,
        suite: 'AES_CM_128_HMAC_SHA1_80',
        agreed: { rcc: { mode, rate, tagOctets: tag } },
        rtp: rounds,
        job: { rcc: { mode, rate, tag } },
      };
    }),
  ),
  {
    what: 'RCC mode 2 with key_derivation_rate 2: the ROC of the packet decides on the keys (RFC 4771 §2)',
    suite: 'AES_CM_128_HMAC_SHA1_32',
    agreed: { rcc: { mode: 2, rate: 2, tagOctets: 8 }, keyDerivationRate: 2 },
    rtp: rounds,
    job: { rcc: { mode: 2, rate: 2, tag: 8 }, kdr: 2 },
  },
  {
    what: 'RCC mode 3 with an AEAD suite',
    suite: 'AEAD_AES_256_GCM',
    agreed: { rcc: { mode: 3, rate: 2, tagOctets: 4 } },
    rtp: rounds,
    job: { rcc: { mode: 3, rate: 2, tag: 4 } },
  },
  {
    what: 'SRTCP with E = 0, GCM',
    suite: 'AEAD_AES_128_GCM',
    agreed: { unencryptedSrtcp: true },
    rtcp: 2,
    job: { encrypt: false },
  },
  {
    what: 'SRTCP with E = 0, CCM',
    suite: 'SEED_128_CCM_80',
    agreed: { unencryptedSrtcp: true },
    rtcp: 2,
    job: { encrypt: false },
  },
  ...(
    ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM', 'AEAD_ARIA_256_GCM', 'SEED_128_CCM_80', 'F8_128_HMAC_SHA1_80'] as const
  ).flatMap((suite): Scenario[] => [
    {
      what: `${suite}, header extension elements 1 and 2 encrypted (RFC 6904)`,
      suite,
      agreed: { encryptedExtensions: [1, 2] },
      rtp: extension,
      header: withExtension,
      job: { extensions: [1, 2] },
    },
    {
      what: `${suite}, Cryptex (RFC 9335), which header extension encryption gives way to`,
      suite,
      agreed: { cryptex: 'required', encryptedExtensions: [1, 2] },
      rtp: extension,
      header: withExtension,
      job: { cryptex: true },
    },
    {
      what: `${suite}, Cryptex (RFC 9335) with CSRCs alone`,
      suite,
      agreed: { cryptex: 'allowed' },
      rtp: extension,
      header: () => `82600000${hex(randomBytes(4))}00000000${hex(randomBytes(8))}`,
      job: { cryptex: true },
    },
  ]),
];

const plainHeader = () => `80600000${hex(randomBytes(4))}00000000`;

/** The plain packets of a scenario, with the index of each. */
function packetsOf({ rtp, rtcp = 0, header = plainHeader, options }: Scenario): { packet: Uint8Array; index: number }[] {
  if (rtp)
    return rtp.map(sequence => {
      const packet = octets(header(sequence) + hex(randomBytes(37)));
      new DataView(packet.buffer).setUint16(2, sequence & 0xffff);
      new DataView(packet.buffer).setUint32(8, ssrc);
      return { packet, index: start + sequence };
    });
  return Array.from({ length: rtcp }, (_, i) => {
    const packet = octets(`80c90001${ssrc.toString(16)}81ca0004${hex(randomBytes(16))}`);
    return { packet, index: (options?.initialSrtcpIndex ?? 0) + i };
  });
}

/** What arrives with Cryptex where there were CSRCs alone: the empty extension stays (RFC 9335 §5.2). */
function expectedOf({ job }: Scenario, packet: Uint8Array): string {
  if (!job.cryptex || packet[0]! & 0x10) return hex(packet);
  const csrcEnd = 12 + 4 * (packet[0]! & 15);
  return `9${hex(packet).slice(1, 2 * csrcEnd)}bede0000${hex(packet.subarray(csrcEnd))}`;
}

const engines: Record<string, SrtpOptions> = { 'the portable engine': { engine: portableEngine() }, 'the default engine': {} };

describe('Sessions against a second implementation (test/oracle/srtp_oracle.py)', function () {
  this.timeout(120_000);
  if (!needs(...oraclePrograms)) return;
  const prepared = scenarios.map(scenario => {
    const suite = suites[scenario.suite];
    const [key, salt, mki] = [randomBytes(suite.keyOctets), randomBytes(suite.saltOctets), octets('0102')];
    const packets = packetsOf(scenario);
    const jobs = packets.map(({ packet, index }) => ({
      ...jobFor(suite, key, salt),
      ...(scenario.rtp ? { roc: Math.floor(index / 0x10000) } : { rtcp: true, index, tag: suite.tagOctets.srtcp }),
      packet: hex(packet),
      mki: hex(mki),
      ...scenario.job,
    }));
    const parameters = (streams: SrtpParameters['streams']) =>
      srtpParameters({ ...scenario.agreed, suite: scenario.suite, masterKeys: [{ key, salt, mki }], streams });
    return { scenario, packets, jobs, parameters };
  });
  let answers: string[] = [];
  before(() => {
    answers = askOracle(prepared.flatMap(({ jobs }) => jobs));
  });

  let offset = 0;
  for (const { scenario, packets, jobs, parameters } of prepared) {
    const first = offset;
    offset += jobs.length;
    for (const [engine, options] of Object.entries(engines))
      it(`${scenario.what}, ${engine}`, () => {
        const bound = parameters([{ ssrc, roc: firstRoc }]);
        const sender = new SrtpSession({ send: [bound], ...options, ...scenario.options });
        const receiver = new SrtpReceiver([bound], options);
        const [protect, unprotect] = scenario.rtp
          ? [(p: Uint8Array) => sender.protectRtp(p), (p: Uint8Array) => receiver.unprotectRtp(p)]
          : [(p: Uint8Array) => sender.protectRtcp(p), (p: Uint8Array) => receiver.unprotectRtcp(p)];
        packets.forEach(({ packet }, i) => {
          const expected = answers[first + i]!;
          expect(hex(protect(packet)), `packet ${i}`).to.equal(expected);
          expect(hex(unprotect(octets(expected))), `packet ${i}`).to.equal(expectedOf(scenario, packet));
        });
        sender.close();
        receiver.close();
      });
  }

  it('RCC: a receiver that joins late takes the ROC from a packet (RFC 4771 §2), and judges replay by it (erratum 3233)', () => {
    const at = prepared.findIndex(({ scenario }) => scenario.what.startsWith('RCC mode 2, rate 3'));
    const first = prepared.slice(0, at).reduce((sum, { jobs }) => sum + jobs.length, 0);
    const { packets, parameters } = prepared[at]!;
    const receiver = new SrtpReceiver([parameters('any')], { engine: portableEngine() });
    const received = packets.map((_, i) => receiver.unprotectRtpInto(octets(answers[first + i]!), new Uint8Array(200)) >= 0);
    // 0xfff9, the first that SEQ = 0 mod 3 holds for, is the first packet: from there on every one authenticates.
    expect(received).to.deep.equal(packets.map(() => true));
    packets.forEach((_, i) => {
      expect(receiver.unprotectRtpInto(octets(answers[first + i]!), new Uint8Array(200)), `packet ${i} again`).to.be.lessThan(0);
    });
    expect(receiver.refusals.replayed).to.equal(packets.length);

    const late = new SrtpReceiver([parameters('any')], { engine: portableEngine() });
    expect(late.unprotectRtpInto(octets(answers[first + 1]!), new Uint8Array(200)), 'without the ROC').to.be.lessThan(0);
    const forged = octets(answers[first + 3]!);
    forged[forged.length - 11]! ^= 1;
    expect(late.unprotectRtpInto(forged, new Uint8Array(200)), 'with another ROC').to.be.lessThan(0);
    expect(late.streams).to.have.length(0);
    expect(late.unprotectRtpInto(octets(answers[first + 3]!), new Uint8Array(200))).to.be.greaterThan(0);
    expect(late.unprotectRtpInto(octets(answers[first + 4]!), new Uint8Array(200))).to.be.greaterThan(0);
  });
});
