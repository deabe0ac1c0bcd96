import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agreement, answerOffer, createOffer, type NegotiationOptions } from '@sdpsec/negotiation/offer-answer';
import { classifyPacket } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import { OpensslEnd, type OpensslSuite, opensslProfiles } from '../dtls/openssl-end.js';
import type { MediaPort } from '../media-port.js';
import { selfSigned } from '../rtsp/certificate.js';
import { type Ends, plainSdp, portOf, Rtpengine, report, withEnds } from './rtpengine.js';

const seconds = 3;
const steady = 50 * seconds;
/** At most so many packets until both sides hear the other: rtpengine may be told of keys later than we. */
const settling = 100;
const sound = audio(seconds + settling / 50);

interface Case {
  readonly title: string;
  readonly suite: OpensslSuite;
  readonly offers: boolean;
  readonly dtls: 'client' | 'server';
}

const cases = (Object.keys(opensslProfiles) as OpensslSuite[]).flatMap(suite =>
  [true, false].flatMap(offers =>
    (['client', 'server'] as const).map((dtls): Case => {
      return { title: `${suite}, we are ${offers ? 'offerer' : 'answerer'} and DTLS ${dtls}`, suite, offers, dtls };
    }),
  ),
);

interface Outcome {
  readonly agreement: Agreement;
  /** Of the certificate that came in the handshake. */
  readonly fingerprint: string;
  readonly announced: string | undefined;
  /** Sequence numbers of three seconds that the one side sent and the other did not hear. */
  readonly lost: { readonly atPlain: readonly number[]; readonly atUs: readonly number[] };
  /** Reports that came through: ours at the plain side, theirs at ours. */
  readonly reports: { readonly atPlain: number; readonly atUs: number };
  readonly refused: readonly string[];
}

const dtlsSdp = (port: number, setup: string, fingerprint: string) =>
  `${plainSdp(port).replace('RTP/AVP', 'UDP/TLS/RTP/SAVP')}a=rtcp-mux\r\na=setup:${setup}\r\na=fingerprint:sha-256 ${fingerprint}\r\n`;
/** Sequence number and payload. */
const textOf = (packet: Uint8Array) =>
  `${(packet[2] as number) * 256 + (packet[3] as number)} ${payloadOf(packet).toString('latin1')}`;
const fingerprintOf = (sdp: string) => /^a=fingerprint:sha-256 (\S+)/im.exec(sdp)?.[1];

/** A call between us (DTLS-SRTP) and a plain RTP endpoint, with rtpengine between the two. */
async function run(
  rtpengine: Rtpengine,
  one: Case,
  own: ReturnType<typeof selfSigned>,
  { ours, plain }: Ends<MediaPort>,
): Promise<Outcome> {
  const fingerprint = new X509Certificate(own.certificate).fingerprint256;
  const policy: NegotiationOptions['policy'] = { security: { keying: ['dtls'] } };
  // What rtpengine is to be in the handshake.
  const ids = {
    'call-id': one.title,
    'from-tag': 'caller',
    ICE: 'remove',
    DTLS: one.dtls === 'client' ? 'passive' : 'active',
    SDES: ['off'],
  };
  let agreement: Agreement;
  let toUs: string;
  let toPlain: string;
  if (one.offers) {
    const pending = createOffer(dtlsSdp(ours.port, 'actpass', fingerprint), { policy });
    toPlain = await rtpengine.pass('offer', { ...ids, sdp: pending.sdp, 'transport-protocol': 'RTP/AVP', 'rtcp-mux': ['demux'] });
    toUs = await rtpengine.pass('answer', { ...ids, sdp: plainSdp(plain.port), 'to-tag': 'callee', 'rtcp-mux': ['require'] });
    agreement = pending.accept(toUs).agreement;
  } else {
    const how = { 'transport-protocol': 'UDP/TLS/RTP/SAVP', 'rtcp-mux': ['offer', 'require'] };
    toUs = await rtpengine.pass('offer', { ...ids, sdp: plainSdp(plain.port), ...how });
    const local = dtlsSdp(ours.port, one.dtls === 'client' ? 'active' : 'passive', fingerprint);
    const answered = answerOffer(toUs, local, { policy });
    agreement = answered.agreement;
    toPlain = await rtpengine.pass('answer', { ...ids, sdp: answered.sdp, 'to-tag': 'callee', 'rtcp-mux': ['demux'] });
  }
  const end = await OpensslEnd.open(ours, portOf(toUs), { role: one.dtls, suite: one.suite, files: own.files });
  try {
    const { session, certificate } = await end.session();
    const refused: string[] = [];
    const heard = { atPlain: new Set<string>(), atUs: new Set<string>() };
    const reports = { atPlain: 0, atUs: 0 };
    plain.onRtp = packet => heard.atPlain.add(textOf(packet));
    plain.onRtcp = () => reports.atPlain++;
    const receive = (packet: Buffer) => {
      const kind = classifyPacket(packet);
      try {
        if (kind === 'rtp') heard.atUs.add(textOf(session.unprotectRtp(packet)));
        if (kind === 'rtcp' && session.unprotectRtcp(packet).length > 0) reports.atUs++;
      } catch (error) {
        refused.push(`${kind}: ${(error as Error).message}`);
      }
    };
    ours.rtp.forEach(receive);
    end.onMedia = receive;
    const sentByUs = pcmuPackets(sound, { ssrc: 1, firstSequence: 65_400 });
    const sentByPlain = pcmuPackets(sound, { ssrc: 2, firstSequence: 65_400 });
    const send = async (i: number) => {
      ours.sendRtp(session.protectRtp(sentByUs[i] as Buffer), portOf(toUs));
      plain.sendRtp(sentByPlain[i] as Buffer, portOf(toPlain));
      await sleep(20);
    };
    let first = 0;
    while (first < settling && Math.min(heard.atPlain.size, heard.atUs.size) === 0) await send(first++);
    for (let i = first; i < first + steady; i++) {
      if (i % 50 === 25) ours.sendRtp(session.protectRtcp(report(1)), portOf(toUs));
      if (i % 50 === 25) plain.sendRtcp(report(2), portOf(toPlain) + 1);
      await send(i);
    }
    const unheard = (sent: readonly Buffer[], heard: ReadonlySet<string>) =>
      sent.slice(first, first + steady).flatMap(packet => (heard.has(textOf(packet)) ? [] : [packet.readUInt16BE(2)]));
    const lost = () => ({ atPlain: unheard(sentByUs, heard.atPlain), atUs: unheard(sentByPlain, heard.atUs) });
    const isWhole = () => {
      const { atPlain, atUs } = lost();
      return atPlain.length + atUs.length === 0 && Math.min(reports.atPlain, reports.atUs) >= seconds;
    };
    for (let waited = 0; waited < 5_000 && !isWhole(); waited += 50) await sleep(50);
    session.close();
    return {
      ...{ agreement, lost: lost(), reports, refused },
      ...{ fingerprint: new X509Certificate(certificate).fingerprint256, announced: fingerprintOf(toUs) },
    };
  } finally {
    await end.close();
  }
}

describe('rtpengine between us (DTLS-SRTP, OpenSSL makes the handshake) and a plain RTP endpoint, three seconds past a sequence wrap', () => {
  if (!needs('rtpengine', 'openssl')) return;
  const folder = temporaryFolder();
  const outcomes = new Map<string, Outcome | Error>();
  let rtpengine: Rtpengine;

  before('all calls at once', async function () {
    this.timeout(90_000);
    rtpengine = await Rtpengine.start({ control: 2_225, firstPort: 40_700, lastPort: 40_900 });
    const own = selfSigned(folder);
    const runs = cases.map(one => withEnds(ends => run(rtpengine, one, own, ends)).catch((error: Error) => error));
    for (const [i, outcome] of (await Promise.all(runs)).entries()) outcomes.set((cases[i] as Case).title, outcome);
  });
  after(() => rtpengine?.stop());

  for (const { title } of cases)
    it(title, () => {
      const outcome = outcomes.get(title);
      if (!outcome || outcome instanceof Error) throw outcome;
      expect(outcome.agreement.sections[0]).to.include({ kind: 'dtls' });
      expect(outcome.fingerprint, 'the certificate that the SDP announced (RFC 5763 §5)').to.equal(
        outcome.announced?.toUpperCase(),
      );
      expect(outcome.refused).to.deep.equal([]);
      expect(outcome.lost).to.deep.equal({ atPlain: [], atUs: [] });
      expect(outcome.reports).to.deep.equal({ atPlain: seconds, atUs: seconds });
    });
});
