import { setTimeout as sleep } from 'node:timers/promises';
import { type Agreement, answerOffer, createOffer, type Dialog, type NegotiationOptions } from '@sdpsec/negotiation/offer-answer';
import { classifyPacket, SrtpError, SrtpSession } from '@sdpsec/srtp-core';
import { audio, pcmuPackets } from '../audio.js';
import { MediaPort } from '../media-port.js';
import { UserAgent } from './user-agent.js';

export type Direction = 'sendrecv' | 'sendonly' | 'inactive';

/** What came in on the media ports. */
export interface Received {
  /** Packets that authenticated. */
  rtp: number;
  rtcp: number;
  /** RTCP that the peer sent in the clear. */
  plainRtcp: number;
  stun: number;
  /** Packets that were refused, by reason. */
  refused: Record<string, number>;
}

const nothing = (): Received => ({ rtp: 0, rtcp: 0, plainRtcp: 0, stun: 0, refused: {} });

export interface CallOptions extends NegotiationOptions {
  /** Sequence number of our first packet. */
  readonly firstSequence?: number;
}

/** One call: SIP, offer/answer and SRTP of ours together, in either role. */
export class SecureCall {
  readonly agent: UserAgent;
  readonly media: MediaPort;
  agreement: Agreement | undefined;
  /** Since the last {@link exchange} began. */
  received = nothing();
  /** How {@link SrtpSession.update} judged the last description. */
  change = { send: '', receive: '' };
  #answers = 0;
  #session: SrtpSession | undefined;
  #dialog: Dialog | undefined;
  #peerPort = 0;
  #version = 0;
  #sent = 0;
  readonly #early: [kind: 'Rtp' | 'Rtcp', packet: Buffer][] = [];
  readonly #options: NegotiationOptions;
  readonly #packets: readonly Buffer[];

  private constructor(agent: UserAgent, media: MediaPort, { firstSequence = 1_000, ...options }: CallOptions) {
    this.#packets = pcmuPackets(audio(30), { ssrc: 0x5d95ec01, firstSequence });
    this.agent = agent;
    this.media = media;
    this.#options = options;
    media.onRtp = packet => this.#receive('Rtp', packet);
    media.onRtcp = packet => this.#receive('Rtcp', packet);
    agent.onOffer = offer => this.#answer(offer);
  }

  static async open(options: CallOptions = {}): Promise<SecureCall> {
    return new SecureCall(await UserAgent.open('sdpsec'), await MediaPort.open(), options);
  }

  /** Calls a URI, or offers again in the call that stands. */
  async offer(options: { to?: string; direction?: Direction; rekey?: boolean } = {}): Promise<void> {
    const { to, direction = 'sendrecv', rekey = false } = options;
    const pending = createOffer(this.#local(direction), { ...this.#options, ...this.#previous(), rekey });
    const answer = to ? await this.agent.call(to, pending.sdp) : await this.agent.reinvite(pending.sdp);
    const { agreement, dialog } = pending.accept(answer);
    this.#conclude(agreement, dialog, answer);
  }

  /** Waits until we have answered so many offers of the peer. */
  async untilAnswered(offers: number): Promise<void> {
    for (let waited = 0; waited < 20_000 && this.#answers < offers; waited += 50) await sleep(50);
    if (this.#answers < offers) throw new Error(`expected ${offers} offers of the peer within 20 s, found ${this.#answers}`);
  }

  /** Sends `seconds` of audio in real time, with one sender report a second, and takes what comes. */
  async exchange(seconds: number): Promise<void> {
    this.received = nothing();
    for (let i = 0; i < 50 * seconds; i++) {
      const packet = this.#packets[this.#sent++ % this.#packets.length] as Buffer;
      if (this.#session) this.media.sendRtp(this.#session.protectRtp(packet), this.#peerPort);
      if (i % 50 === 25) this.#report();
      await sleep(20);
    }
  }

  async close(): Promise<void> {
    try {
      await this.agent.bye();
    } finally {
      this.agent.close();
      this.media.close();
      this.#session?.close();
    }
  }

  /** RFC 3550 §6.4.1: a sender report without report blocks. */
  #report(): void {
    const report = Buffer.alloc(28);
    report.writeUInt32BE(0x80c80006, 0);
    report.writeUInt32BE(0x5d95ec01, 4);
    report.writeUInt32BE(this.#sent, 20);
    if (this.#session) this.media.sendRtcp(this.#session.protectRtcp(report), this.#peerPort + 1);
  }

  #previous(): { previous?: Dialog } {
    return this.#dialog ? { previous: this.#dialog } : {};
  }

  #local(direction: Direction): string {
    const version = ++this.#version;
    const head = ['v=0', `o=- 1 ${version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    return [...head, `m=audio ${this.media.port} RTP/AVP 0`, 'a=rtpmap:0 PCMU/8000', `a=${direction}`, ''].join('\r\n');
  }

  #answer(offer: string): string | number {
    const held = /^a=(sendonly|inactive)\r?$/m.test(offer);
    const { sdp, agreement, dialog } = answerOffer(offer, this.#local(held ? 'inactive' : 'sendrecv'), {
      ...this.#options,
      ...this.#previous(),
    });
    if (agreement.sections.every(section => section.kind === 'rejected')) return 488;
    this.#conclude(agreement, dialog, offer);
    this.#answers++;
    return sdp;
  }

  #conclude(agreement: Agreement, dialog: Dialog, peerSdp: string): void {
    this.agreement = agreement;
    this.#dialog = dialog;
    this.#peerPort = Number(/^m=audio (\d+)/m.exec(peerSdp)?.[1] ?? 0);
    const keying = agreement.rtpSessions[0];
    if (!keying) return;
    if (this.#session) this.change = this.#session.update(keying);
    else this.#session = new SrtpSession(keying);
    for (const [kind, packet] of this.#early.splice(0)) this.#receive(kind, packet);
  }

  #receive(kind: 'Rtp' | 'Rtcp', packet: Buffer): void {
    const what = classifyPacket(packet);
    if (what === 'stun') {
      this.received.stun++;
    } else if (!this.#session) {
      this.#early.push([kind, packet]);
    } else {
      try {
        this.#session[`unprotect${kind}`](packet);
        this.received[kind === 'Rtp' ? 'rtp' : 'rtcp']++;
      } catch (error) {
        if (!(error instanceof SrtpError)) throw error;
        if (kind === 'Rtcp' && isPlainRtcp(packet)) this.received.plainRtcp++;
        else this.received.refused[`${kind} ${error.code}`] = (this.received.refused[`${kind} ${error.code}`] ?? 0) + 1;
      }
    }
  }
}

/** A compound packet whose lengths fill it exactly, without room for index and tag, is not protected (RFC 3550 §6.1). */
function isPlainRtcp(packet: Buffer): boolean {
  let at = 0;
  while (at + 4 <= packet.length && (packet[at] as number) >> 6 === 2) at += 4 + 4 * packet.readUInt16BE(at + 2);
  return at === packet.length;
}
