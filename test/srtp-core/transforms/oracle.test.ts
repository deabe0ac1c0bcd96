import { randomBytes, randomInt } from 'node:crypto';
import { type PacketWork, Secret, type SrtpSuite, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { markForCryptex } from '../../../packages/srtp-core/dist/cryptex.js';
import { encryptedIds, markEncryptedElements } from '../../../packages/srtp-core/dist/header-extension.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { askOracle, jobFor, type OracleJob, oraclePrograms } from '../../oracle/oracle.js';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { sources } from '../ciphers/block-ciphers.js';
import { type Circumstances, open, seal } from './packets.js';

/** One protected packet asked of the oracle, and how it was asked. */
interface Case {
  readonly what: string;
  readonly suite: SrtpSuite;
  readonly job: OracleJob;
  readonly given: Circumstances;
  readonly r?: number;
}

const encryptedElementIds = [1, 5, 200];

function rtpPacket(csrcs: number, extension: string, payloadOctets: number): string {
  const first = 0x80 | csrcs | (extension ? 0x10 : 0);
  const header = octets(`${first.toString(16)}${hex(randomBytes(11 + 4 * csrcs))}`);
  return hex(header) + extension + hex(randomBytes(payloadOctets));
}

function rtcpPacket(): string {
  return `81c8000c${hex(randomBytes(48))}`;
}

const oneByteExtension = () => `bede0003${'12'}${hex(randomBytes(3))}${'20aa'}${'53'}${hex(randomBytes(4))}00`;
const twoByteExtension = () => `10000003${'c803'}${hex(randomBytes(3))}${'0201bb'}${'0102'}${hex(randomBytes(2))}`;

function casesOf(suite: SrtpSuite): Case[] {
  const [key, salt] = [randomBytes(suite.keyOctets), randomBytes(suite.saltOctets)];
  const base = jobFor(suite, key, salt);
  const roc = randomInt(2 ** 32);
  const index = randomInt(2 ** 31);
  const mki = hex(randomBytes(3));
  const srtp = { roc, tagOctets: suite.tagOctets.srtp };
  const srtcp = { rtcp: true, index, tagOctets: suite.tagOctets.srtcp };
  const srtcpJob = { ...base, rtcp: true, index, tag: suite.tagOctets.srtcp };
  const plain = rtpPacket(2, oneByteExtension(), 45);
  // r in 48 bits: both ends of it count.
  const kdr = 2 ** randomInt(0, 20);
  const r = Math.floor((roc * 0x10000 + Number.parseInt(plain.slice(4, 8), 16)) / kdr);
  const withoutTag = suite.authKeyOctets > 0;
  const cases: Case[] = [
    { what: 'SRTP', suite, job: { ...base, packet: rtpPacket(0, '', 61), roc }, given: srtp },
    { what: 'SRTP, no payload', suite, job: { ...base, packet: rtpPacket(1, '', 0), roc }, given: srtp },
    {
      what: 'SRTP with MKI, KDR',
      suite,
      job: { ...base, packet: plain, roc, mki, kdr },
      given: { ...srtp, mki: octets(mki) },
      r,
    },
    { what: 'SRTCP with MKI', suite, job: { ...srtcpJob, packet: rtcpPacket(), mki }, given: { ...srtcp, mki: octets(mki) } },
    { what: 'SRTCP with KDR', suite, job: { ...srtcpJob, packet: rtcpPacket(), kdr }, given: srtcp, r: Math.floor(index / kdr) },
    {
      what: 'SRTCP, E = 0',
      suite,
      job: { ...srtcpJob, packet: rtcpPacket(), encrypt: false },
      given: { ...srtcp, encrypt: false },
    },
    {
      what: 'SRTP with ROC (RFC 4771)',
      suite,
      job: { ...base, packet: plain, roc, mki, rcc: { mode: 2, rate: 1, tag: 14 } },
      given: { ...srtp, mki: octets(mki), carriesRoc: true, tagOctets: withoutTag ? 10 : srtp.tagOctets },
    },
    ...[oneByteExtension(), twoByteExtension()].map(extension => ({
      what: `SRTP with header extension elements encrypted, ${extension.slice(0, 4)}`,
      suite,
      job: { ...base, packet: rtpPacket(1, extension, 30), roc, extensions: encryptedElementIds },
      given: srtp,
    })),
    ...['', oneByteExtension(), twoByteExtension()]
      .map(extension => ({
        what: `SRTP with Cryptex, ${extension.slice(0, 4) || 'CSRCs alone'}`,
        suite,
        job: { ...base, packet: rtpPacket(extension ? 3 : 2, extension, 30), roc, cryptex: true },
        given: { ...srtp, cryptex: true },
      }))
      .filter(() => suite.transform !== 'double-gcm'),
  ];
  // Suites that differ from another one in nothing but the length of the tag: SRTP and SRTCP once.
  return /_32$|GCM_8$/.test(suite.name) ? [cases[0]!, cases[3]!] : cases;
}

/** The plain packet as the session hands it to the engine: with Cryptex marked, and longer where that takes an extension. */
function prepared({ job, given }: Case): Uint8Array {
  const packet = octets(job.packet);
  if (!given.cryptex) return packet;
  const marked = new Uint8Array(packet.length + 4);
  const end = markForCryptex(packet, 0, packet.length, 12 + 4 * (packet[0]! & 15), marked, 0);
  return marked.slice(0, end);
}

/** Enters the encrypted elements into a work, as the session does. */
function marked(work: PacketWork, { job }: Case): PacketWork {
  if (!job.extensions) return work;
  const extension = 12 + 4 * (work.source[work.sourceStart]! & 15);
  const ids = encryptedIds(job.extensions);
  expect(markEncryptedElements(work, work.source, work.sourceStart, extension, work.clear, ids)).to.equal(true);
  expect(work.extensionCount).to.equal(2);
  return work;
}

describe('Every suite against a second implementation (test/oracle/srtp_oracle.py; Q35: the salt of AES-GCM in the key derivation)', function () {
  this.timeout(120_000);
  if (!needs(...oraclePrograms)) return;
  const cases = Object.values(suites).flatMap(casesOf);
  let expected: string[] = [];
  before(() => {
    expected = askOracle(cases.map(({ job }) => job));
  });

  for (const [source, ciphers] of Object.entries(sources))
    for (const suite of Object.values(suites))
      it(`${suite.name}, block ciphers from ${source}`, () => {
        const engine = portableEngine(ciphers);
        const mine = cases.map((one, i) => ({ one, i })).filter(({ one }) => one.suite === suite);
        expect(mine.length).to.be.greaterThan(1);
        for (const { one, i } of mine) {
          const { job, given, r = 0 } = one;
          const what = `${one.what}: ${JSON.stringify(job)}`;
          const slot = engine.keySlot(suite, Secret.from(octets(job.key)), Secret.from(octets(job.salt)), r);
          const packet = prepared(one);
          const wrapped = {
            seal: (work: PacketWork) => slot.seal(marked(work, one)),
            open: (work: PacketWork) => slot.open(marked(work, one)),
            close: () => slot.close(),
          };
          for (const inPlace of [false, true]) expect(hex(seal(wrapped, packet, given, inPlace)), what).to.equal(expected[i]);
          const opened = open(wrapped, octets(expected[i]!), given);
          expect(typeof opened === 'string' ? opened : hex(opened), what).to.equal(hex(packet));
          slot.close();
        }
      });
});

describe('A packet that a media distributor changed (RFC 8723 §5.2, test/oracle/srtp_oracle.py)', function () {
  this.timeout(60_000);
  if (!needs(...oraclePrograms)) return;
  it('comes out with the payload type and sequence number of the hop and the marker of the sender', () => {
    const suite = suites.DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM;
    const [key, salt] = [randomBytes(suite.keyOctets), randomBytes(suite.saltOctets)];
    // Sequence numbers that were moved within one ROC and over its ends, with the ROC of the sender and of the hop.
    const relays = [
      { sent: '9000fffe', roc: 7, change: { pt: 96, seq: 0xfffd, roc: 7, marker: true } },
      { sent: '90e00001', roc: 7, change: { pt: 0, seq: 3, roc: 7, marker: false } },
      { sent: '907f8000', roc: 7, change: { pt: 1, seq: 0xffff, roc: 7, marker: true } },
      { sent: '90600003', roc: 8, change: { pt: 1, seq: 0xfff0, roc: 7, marker: true } },
      { sent: '9060fff0', roc: 7, change: { pt: 1, seq: 3, roc: 8, marker: true } },
      { sent: '9060ff00', roc: 0, change: { pt: 1, seq: 0x0100, roc: 1, marker: true } },
    ];
    const jobs = relays.map(({ sent, roc, change }) => ({
      ...jobFor(suite, key, salt),
      packet: sent + rtpPacket(0, oneByteExtension(), 20).slice(8),
      roc,
      ohb: change,
    }));
    const slot = portableEngine().keySlot(suite, Secret.from(key), Secret.from(salt), 0);
    askOracle(jobs).forEach((relayed, i) => {
      const { packet, ohb } = jobs[i]!;
      const opened = open(slot, octets(relayed), { roc: ohb.roc, tagOctets: suite.tagOctets.srtp });
      const marker = Number.parseInt(packet.slice(2, 4), 16) & 128;
      const header = `90${(marker | ohb.pt).toString(16).padStart(2, '0')}${ohb.seq.toString(16).padStart(4, '0')}`;
      expect(typeof opened === 'string' ? opened : hex(opened), `packet ${i}`).to.equal(header + packet.slice(8));
    });
  });
});
