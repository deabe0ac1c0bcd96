import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agreement, answerOffer, createOffer, type NegotiationOptions } from '@sdpsec/negotiation/offer-answer';
import { SrtpSession, type SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import { MediaPort, untilBound } from '../media-port.js';
import { Program } from '../program.js';
import { ng } from './ng.js';

const control = 2_223;
const seconds = 3;
const sound = audio(seconds);

/** rtpengine has an AES-192 and an F8 of its own, which libsrtp has wrong or not at all. NULL ciphers crash this version. */
const suites: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_192_CM_HMAC_SHA1_80',
  'AES_192_CM_HMAC_SHA1_32',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
  'F8_128_HMAC_SHA1_80',
];

interface Case {
  readonly title: string;
  readonly suite: SuiteName;
  readonly role: 'offerer' | 'answerer';
  readonly options: NegotiationOptions;
}

const securityOf = (suite: SuiteName) => ({ suites: [suite] });
const cases: readonly Case[] = [
  ...suites.flatMap(suite =>
    (['offerer', 'answerer'] as const).map((role): Case => {
      return { title: `${suite}, we are ${role}`, suite, role, options: { policy: { security: securityOf(suite) } } };
    }),
  ),
  ...(
    [
      ['AES_CM_128_HMAC_SHA1_80', 1],
      ['AES_CM_128_HMAC_SHA1_80', 4],
      ['AES_CM_128_HMAC_SHA1_32', 4],
      ['AEAD_AES_128_GCM', 4],
    ] as const
  ).map(([suite, offer]): Case => {
    const policy = { security: { ...securityOf(suite), mki: { offer } } };
    return { title: `${suite} with an MKI of ${offer} octets, we are offerer`, suite, role: 'offerer', options: { policy } };
  }),
];

interface Outcome {
  readonly agreement: Agreement;
  readonly sentByUs: readonly Buffer[];
  readonly heardByPlain: readonly Buffer[];
  readonly sentByPlain: readonly Buffer[];
  readonly heardByUs: readonly Buffer[];
  /** Reports that came through: ours at the plain side, theirs at ours. */
  readonly reports: { readonly atPlain: number; readonly atUs: number };
  readonly refused: readonly string[];
}

const localSdp = (port: number) =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n');
const portOf = (sdp: string) => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);

function report(ssrc: number): Buffer {
  const octets = Buffer.alloc(28);
  octets.writeUInt32BE(0x80c80006, 0);
  octets.writeUInt32BE(ssrc, 4);
  return octets;
}

/** A call between us (SRTP) and a plain RTP endpoint, with rtpengine between the two. */
async function run(one: Case): Promise<Outcome> {
  const [ours, plain] = [await MediaPort.open(), await MediaPort.open()];
  const ids = { 'call-id': one.title, 'from-tag': 'caller', ICE: 'remove', DTLS: 'off', 'rtcp-mux': ['demux'] };
  const offer = async (sdp: string, profile: string) =>
    String((await ng(control, { command: 'offer', sdp, 'transport-protocol': profile, ...ids })).sdp);
  const answer = async (sdp: string) => String((await ng(control, { command: 'answer', sdp, 'to-tag': 'callee', ...ids })).sdp);
  let agreement: Agreement;
  let ports: { ours: number; plain: number };
  if (one.role === 'offerer') {
    const pending = createOffer(localSdp(ours.port), one.options);
    const toPlain = await offer(pending.sdp, 'RTP/AVP');
    const toUs = await answer(localSdp(plain.port));
    agreement = pending.accept(toUs).agreement;
    ports = { ours: portOf(toUs), plain: portOf(toPlain) };
  } else {
    const toUs = await offer(localSdp(plain.port), 'RTP/SAVP');
    const answered = answerOffer(toUs, localSdp(ours.port), one.options);
    agreement = answered.agreement;
    ports = { ours: portOf(toUs), plain: portOf(await answer(answered.sdp)) };
  }
  const keying = agreement.rtpSessions[0];
  if (!keying) throw new Error(JSON.stringify(agreement));
  const session = new SrtpSession(keying);
  const sentByUs = pcmuPackets(sound, { ssrc: 1, firstSequence: 65_450 });
  const sentByPlain = pcmuPackets(sound, { ssrc: 2, firstSequence: 65_480 });
  for (const [i, packet] of sentByUs.entries()) {
    ours.sendRtp(session.protectRtp(packet), ports.ours);
    plain.sendRtp(sentByPlain[i] as Buffer, ports.plain);
    if (i % 50 === 25) ours.sendRtcp(session.protectRtcp(report(1)), ports.ours + 1);
    if (i % 50 === 25) plain.sendRtcp(report(2), ports.plain + 1);
    await sleep(20);
  }
  const missing = () => [ours.rtp, plain.rtp].some(packets => packets.length < sentByUs.length);
  for (let i = 0; i < 100 && missing(); i++) await sleep(50);
  const refused: string[] = [];
  const opened = (kind: 'Rtp' | 'Rtcp', packets: readonly Buffer[]) =>
    packets.flatMap(packet => {
      try {
        return [Buffer.from(session[`unprotect${kind}`](packet))];
      } catch (error) {
        refused.push(`${kind}: ${(error as Error).message}`);
        return [];
      }
    });
  const heardByUs = opened('Rtp', ours.rtp);
  const reports = { atPlain: plain.rtcp.length, atUs: opened('Rtcp', ours.rtcp).length };
  for (const media of [ours, plain]) media.close();
  session.close();
  return { agreement, sentByUs, heardByPlain: plain.rtp, sentByPlain, heardByUs, reports, refused };
}

describe('rtpengine between us (SRTP) and a plain RTP endpoint, three seconds past a sequence wrap', () => {
  if (!needs('rtpengine')) return;
  const folder = temporaryFolder();
  const outcomes = new Map<string, Outcome | Error>();
  let program: Program;

  before('all calls at once', async function () {
    this.timeout(60_000);
    const where = ['--interface=127.0.0.1', `--listen-ng=127.0.0.1:${control}`, '--port-min=40000', '--port-max=40400'];
    const alone = [
      '--config-file=none',
      '--table=-1',
      '--foreground',
      '--log-stderr',
      '--log-level=5',
      `--pidfile=${join(folder, 'pid')}`,
    ];
    program = new Program('rtpengine', [...alone, ...where, '--num-threads=2', '--delete-delay=0']);
    await untilBound(control);
    const runs = cases.map(one => run(one).catch((error: Error) => error));
    for (const [i, outcome] of (await Promise.all(runs)).entries()) outcomes.set((cases[i] as Case).title, outcome);
  });
  after(() => program?.stop());

  for (const { title, suite } of cases)
    it(title, () => {
      const outcome = outcomes.get(title);
      if (!outcome || outcome instanceof Error) throw outcome;
      expect(outcome.agreement.sections[0]).to.include({ kind: 'sdes', suite });
      expect(outcome.refused).to.deep.equal([]);
      // Its two threads may overtake each other.
      const payloads = (packets: readonly Buffer[]) => packets.map(packet => payloadOf(packet).toString('base64')).sort();
      expect(payloads(outcome.heardByPlain)).to.deep.equal(payloads(outcome.sentByUs));
      expect(payloads(outcome.heardByUs)).to.deep.equal(payloads(outcome.sentByPlain));
      expect(outcome.reports).to.deep.equal({ atPlain: seconds, atUs: seconds });
    });
});
