import { setTimeout as sleep } from 'node:timers/promises';
import { answerOffer, createOffer, type Dialog, type RtpSessionKeying } from '@sdpsec/negotiation/offer-answer';
import { SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import type { MediaPort } from '../media-port.js';
import { type Ends, plainSdp, portOf, Rtpengine, withEnds } from './rtpengine.js';

type Role = 'offerer' | 'answerer';
type Direction = 'sendrecv' | 'inactive';

/** What a step of a call came to. */
interface Step {
  readonly change: { readonly send: string; readonly receive: string };
  /** Packets that did not arrive while the new description took hold, of {@link settling}, each way. */
  readonly lostAtFirst: { readonly atPlain: number; readonly atUs: number };
  /** Of three seconds after that: payloads of the one side that the other did not hear. */
  readonly lost: { readonly atPlain: number; readonly atUs: number };
}

/** Packets within which a description has taken hold: half a second. */
const settling = 25;
const steady = 150;

/** A call between us (SRTP) and a plain RTP endpoint, with rtpengine between the two. */
class Call {
  change = { send: '', receive: '' };
  #dialog: Dialog | undefined;
  #session: SrtpSession | undefined;
  #version = 0;
  #sent = 0;
  #ports: Ends<number> = { ours: 0, plain: 0 };
  readonly #heard = { atPlain: new Set<string>(), atUs: new Set<string>() };
  readonly #ours = pcmuPackets(audio(30), { ssrc: 1, firstSequence: 65_400 });
  readonly #plain = pcmuPackets(audio(30), { ssrc: 2, firstSequence: 65_400 });
  readonly #role: Role;
  readonly #media: Ends<MediaPort>;
  readonly #rtpengine: Rtpengine;

  constructor(rtpengine: Rtpengine, role: Role, media: Ends<MediaPort>) {
    this.#rtpengine = rtpengine;
    this.#role = role;
    this.#media = media;
    media.plain.onRtp = packet => this.#heard.atPlain.add(packet.toString('latin1', 12));
    media.ours.onRtp = packet => this.#receive(packet);
  }

  /** The next offer of the side that offers, its answer, and media after it. */
  async step({ direction = 'sendrecv', rekey = false }: { direction?: Direction; rekey?: boolean } = {}): Promise<Step> {
    const version = ++this.#version;
    const ours = plainSdp(this.#media.ours.port, { version, direction });
    const plain = plainSdp(this.#media.plain.port, { version, direction });
    const options = { rekey, ...(this.#dialog && { previous: this.#dialog }) };
    const ids = { 'call-id': this.#role, 'from-tag': 'caller', ICE: 'remove', DTLS: 'off', 'rtcp-mux': ['demux'] };
    const offer = (sdp: string, profile: string) => this.#rtpengine.pass('offer', { sdp, 'transport-protocol': profile, ...ids });
    const answer = (sdp: string) => this.#rtpengine.pass('answer', { sdp, 'to-tag': 'callee', ...ids });
    if (this.#role === 'offerer') {
      const pending = createOffer(ours, options);
      const toPlain = await offer(pending.sdp, 'RTP/AVP');
      const toUs = await answer(plain);
      const { agreement, dialog } = pending.accept(toUs);
      this.#take(agreement.rtpSessions[0], dialog, { ours: portOf(toUs), plain: portOf(toPlain) });
    } else {
      const toUs = await offer(plain, 'RTP/SAVP');
      const { sdp, agreement, dialog } = answerOffer(toUs, ours, options);
      this.#take(agreement.rtpSessions[0], dialog, { ours: portOf(toUs), plain: portOf(await answer(sdp)) });
    }
    if (direction === 'inactive')
      return { change: this.change, lostAtFirst: { atPlain: 0, atUs: 0 }, lost: { atPlain: 0, atUs: 0 } };
    const lostAtFirst = await this.#exchange(settling);
    return { change: this.change, lostAtFirst, lost: await this.#exchange(steady) };
  }

  close(): void {
    this.#session?.close();
  }

  #take(keying: RtpSessionKeying | undefined, dialog: Dialog, ports: Ends<number>): void {
    if (!keying) throw new Error('no keys were agreed');
    this.#dialog = dialog;
    this.#ports = ports;
    if (this.#session) this.change = this.#session.update(keying);
    else this.#session = new SrtpSession(keying);
  }

  #receive(packet: Buffer): void {
    // What does not authenticate is not heard.
    const length = this.#session?.unprotectRtpInto(packet, packet) ?? -1;
    if (length >= 0) this.#heard.atUs.add(packet.toString('latin1', 12, length));
  }

  /** Sends packets both ways in real time; which of them were not heard. */
  async #exchange(count: number): Promise<{ atPlain: number; atUs: number }> {
    const first = this.#sent;
    for (; this.#sent < first + count; this.#sent++) {
      const packet = this.#ours[this.#sent] as Buffer;
      this.#media.ours.sendRtp((this.#session as SrtpSession).protectRtp(packet), this.#ports.ours);
      this.#media.plain.sendRtp(this.#plain[this.#sent] as Buffer, this.#ports.plain);
      await sleep(20);
    }
    const unheard = (sent: readonly Buffer[], heard: ReadonlySet<string>) =>
      sent.slice(first, first + count).filter(packet => !heard.has(payloadOf(packet).toString('latin1'))).length;
    const lost = () => ({
      atPlain: unheard(this.#ours, this.#heard.atPlain),
      atUs: unheard(this.#plain, this.#heard.atUs),
    });
    for (let waited = 0; waited < 2_000 && lost().atPlain + lost().atUs > 0; waited += 50) await sleep(50);
    return lost();
  }
}

describe('rtpengine through a whole call: hold, resume and new keys by re-INVITE, three seconds both ways after each', () => {
  if (!needs('rtpengine')) return;
  const steps = {
    'the call': {},
    'after hold': { direction: 'inactive' },
    'after resume': {},
    'after a new key of ours': { rekey: true },
  } as const;
  const outcomes = new Map<string, Step | Error>();
  let rtpengine: Rtpengine;

  before('both calls at once', async function () {
    this.timeout(60_000);
    rtpengine = await Rtpengine.start({ control: 2_224, firstPort: 40_500, lastPort: 40_600 });
    const calls = (['offerer', 'answerer'] as const).map(role =>
      withEnds(async ends => {
        const call = new Call(rtpengine, role, ends);
        for (const [name, how] of Object.entries(steps))
          outcomes.set(`${role} ${name}`, await call.step(how).catch((error: Error) => error));
        call.close();
      }),
    );
    await Promise.all(calls);
  });
  after(() => rtpengine?.stop());

  for (const role of ['offerer', 'answerer'] as const)
    for (const name of Object.keys(steps))
      it(`${name}, we are ${role}`, () => {
        const step = outcomes.get(`${role} ${name}`);
        if (!step || step instanceof Error) throw step ?? new Error('not run');
        expect(step.lost).to.deep.equal({ atPlain: 0, atUs: 0 });
        for (const lost of Object.values(step.lostAtFirst)) expect(lost).to.be.at.most(20);
        if (name === 'after hold' || name === 'after resume')
          expect(step.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
        if (name === 'after a new key of ours') expect(step.change).to.deep.equal({ send: 'rekeyed', receive: 'unchanged' });
      });
});
