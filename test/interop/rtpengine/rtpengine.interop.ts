import { setTimeout as sleep } from 'node:timers/promises';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { answerOffer, createOffer, validateAnswer } from '@sdpsec/negotiation/offer-answer';
import { type PolicyInput, readPolicy, type Weakening } from '@sdpsec/negotiation/policy';
import { readSecurity } from '@sdpsec/negotiation/reading';
import { cryptoToParameters, formatCrypto, generateCrypto, type SessionParameter } from '@sdpsec/sdes';
import { type SrtpKeying, SrtpSession, type SuiteName, suites as suiteTable } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import type { MediaPort } from '../media-port.js';
import { type Ends, plainSdp, portOf, Rtpengine, report, withEnds } from './rtpengine.js';

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
  readonly policy: PolicyInput;
  /** Session parameters of the line (RFC 4568 §6.3). */
  readonly parameters: readonly Parameter[];
}

type Parameter = Exclude<Weakening, 'null-cipher'>;
const parameters: readonly Parameter[] = ['unencrypted-srtp', 'unencrypted-srtcp', 'unauthenticated-srtp'];
/** As SDP and rtpengine spell them. */
const spelled = (parameter: Parameter) => parameter.replace('-', '_');

const roles = ['offerer', 'answerer'] as const;
const securityOf = (suite: SuiteName) => ({ suites: [suite] });
const cases: readonly Case[] = [
  ...suites.flatMap(suite =>
    roles.map((role): Case => {
      return { title: `${suite}, we are ${role}`, suite, role, policy: { security: securityOf(suite) }, parameters: [] };
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
    const title = `${suite} with an MKI of ${offer} octets, we are offerer`;
    return { title, suite, role: 'offerer', policy, parameters: [] };
  }),
  ...[...parameters.map(one => [one]), parameters].flatMap(some =>
    roles.map((role): Case => {
      const suite = 'AES_CM_128_HMAC_SHA1_80';
      const title = `${suite} ${some.map(one => spelled(one).toUpperCase()).join(' ')}, we are ${role}`;
      return { title, suite, role, policy: { security: { ...securityOf(suite), weakening: [...some] } }, parameters: some };
    }),
  ),
];

interface Outcome {
  readonly keying: Agreed['keying'];
  readonly sentByUs: readonly Buffer[];
  readonly heardByPlain: readonly Buffer[];
  readonly sentByPlain: readonly Buffer[];
  readonly heardByUs: readonly Buffer[];
  /** Reports that came through: ours at the plain side, theirs at ours. */
  readonly reports: { readonly atPlain: number; readonly atUs: number };
  /** As they came to us from rtpengine. */
  readonly wire: { readonly rtp: readonly Buffer[]; readonly rtcp: readonly Buffer[] };
  readonly refused: readonly string[];
}

/** What offer and answer came to. */
interface Agreed {
  readonly keying: Pick<SrtpKeying, 'send' | 'receive'>;
  /** Where rtpengine has its media. */
  readonly ports: Ends<number>;
}

/** A call between us (SRTP) and a plain RTP endpoint, with rtpengine between the two. */
async function agree(rtpengine: Rtpengine, one: Case, ends: Ends<string>): Promise<Agreed> {
  const { role, policy, parameters } = one;
  const ids = { 'call-id': one.title, 'from-tag': 'caller', ICE: 'remove', DTLS: 'off', 'rtcp-mux': ['demux'] };
  const offer = (sdp: string, profile: string) =>
    rtpengine.pass('offer', { sdp, 'transport-protocol': profile, SDES: parameters.map(spelled), ...ids });
  const answer = (sdp: string) => rtpengine.pass('answer', { sdp, 'to-tag': 'callee', ...ids });
  if (role === 'answerer') {
    const toUs = await offer(ends.plain, 'RTP/SAVP');
    const { sdp, agreement } = answerOffer(toUs, ends.ours, { policy });
    const [keying] = agreement.rtpSessions;
    if (!keying) throw new Error(JSON.stringify(agreement));
    return { keying, ports: { ours: portOf(toUs), plain: portOf(await answer(sdp)) } };
  }
  if (parameters.length > 0) return offerByHand(one, ends, offer, answer);
  const pending = createOffer(ends.ours, { policy });
  const toPlain = await offer(pending.sdp, 'RTP/AVP');
  const toUs = await answer(ends.plain);
  const { agreement } = pending.accept(toUs);
  const [keying] = agreement.rtpSessions;
  if (!keying) throw new Error(JSON.stringify(agreement));
  return { keying, ports: { ours: portOf(toUs), plain: portOf(toPlain) } };
}

/** `createOffer` offers nothing that weakens: the line is written here, the answer is judged as always. */
async function offerByHand(
  { suite, policy, parameters }: Case,
  ends: Ends<string>,
  offer: (sdp: string, profile: string) => Promise<string>,
  answer: (sdp: string) => Promise<string>,
): Promise<Agreed> {
  const line = generateCrypto({ tag: 1, suite, sessionParameters: parameters.map((kind): SessionParameter => ({ kind })) });
  const offered = `${ends.ours.replace('RTP/AVP', 'RTP/SAVP')}a=crypto:${formatCrypto(line)}\r\n`;
  const toPlain = await offer(offered, 'RTP/AVP');
  const toUs = await answer(ends.plain);
  const read = (sdp: string) => readSecurity(SdpDocument.parse(sdp));
  const verdict = validateAnswer({ offer: read(offered), answer: read(toUs), policy: readPolicy(policy) });
  const [section] = verdict.sections;
  if (section?.kind !== 'sdes') throw new Error(JSON.stringify(verdict.findings));
  const keying = { send: [cryptoToParameters(line)], receive: [cryptoToParameters(section.answered.value)] };
  return { keying, ports: { ours: portOf(toUs), plain: portOf(toPlain) } };
}

async function run(rtpengine: Rtpengine, one: Case, { ours, plain }: Ends<MediaPort>): Promise<Outcome> {
  const { keying, ports } = await agree(rtpengine, one, { ours: plainSdp(ours.port), plain: plainSdp(plain.port) });
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
  session.close();
  const wire = { rtp: ours.rtp, rtcp: ours.rtcp };
  return { keying, sentByUs, heardByPlain: plain.rtp, sentByPlain, heardByUs, reports, wire, refused };
}

describe('rtpengine between us (SRTP) and a plain RTP endpoint, three seconds past a sequence wrap', () => {
  if (!needs('rtpengine')) return;
  const outcomes = new Map<string, Outcome | Error>();
  let rtpengine: Rtpengine;

  before('all calls at once', async function () {
    this.timeout(60_000);
    rtpengine = await Rtpengine.start({ control: 2_223, firstPort: 40_000, lastPort: 40_400 });
    const runs = cases.map(one => withEnds(ends => run(rtpengine, one, ends)).catch((error: Error) => error));
    for (const [i, outcome] of (await Promise.all(runs)).entries()) outcomes.set((cases[i] as Case).title, outcome);
  });
  after(() => rtpengine?.stop());

  for (const { title, suite, parameters } of cases)
    it(title, () => {
      const outcome = outcomes.get(title);
      if (!outcome || outcome instanceof Error) throw outcome;
      const { keying, wire } = outcome;
      for (const [direction] of [keying.send, keying.receive]) expect(direction).to.include({ suite });
      expect(outcome.refused).to.deep.equal([]);
      // Its two threads may overtake each other.
      const payloads = (packets: readonly Buffer[]) => packets.map(packet => payloadOf(packet).toString('base64')).sort();
      expect(payloads(outcome.heardByPlain)).to.deep.equal(payloads(outcome.sentByUs));
      expect(payloads(outcome.heardByUs)).to.deep.equal(payloads(outcome.sentByPlain));
      expect(outcome.reports).to.deep.equal({ atPlain: seconds, atUs: seconds });
      // On the wire each parameter takes away what it names, and nothing else (RFC 4568 §6.3.2, §6.3.3).
      const { authKeyOctets, tagOctets } = suiteTable[suite];
      const has = (parameter: Parameter) => parameters.includes(parameter);
      const clear = new Set(payloads(outcome.sentByPlain));
      for (const packet of wire.rtp) {
        expect(clear.has(packet.toString('base64', 12, 172)), 'in the clear').to.equal(has('unencrypted-srtp'));
        expect(packet.length - 172, 'octets of the tag').to.equal(has('unauthenticated-srtp') ? 0 : tagOctets.srtp);
      }
      for (const packet of wire.rtcp) {
        const word = packet.readUInt32BE(packet.length - 4 - (authKeyOctets > 0 ? tagOctets.srtcp : 0));
        expect(word >>> 31, 'the E bit').to.equal(has('unencrypted-srtcp') ? 0 : 1);
      }
    });
});
