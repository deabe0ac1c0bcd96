import { fits } from './aliasing.js';
import type { Context, KeyEntry } from './context.js';
import { fillRtcp } from './fill-work.js';
import type { Incoming } from './incoming.js';
import { keyByMki, mkiOffset } from './key-choice.js';
import { mostInGroup } from './packet-group.js';
import { estimateIndex, rocOf, srtpIndexSpace } from './packet-index.js';
import type { Epoch } from './receive-state.js';
import type { ReceiveStream } from './receive-stream.js';
import { seen } from './replay-window.js';
import { rtpHeaderOctets, sequenceOf } from './rtp-header.js';

let lanes = 0;

/**
 * The way of the everyday packets of a stream, which neither need nor change anything but their stream: what is the same for all of
 * them is decided once. It holds as long as its epoch is the current one and the only one.
 */
export class ReceiveLane {
  readonly epoch: Epoch;
  readonly stream: ReceiveStream;
  readonly #id = ++lanes;
  readonly #context: Context;
  /** Where there is no MKI to choose by. */
  readonly #only: KeyEntry | undefined;
  readonly #tagOctets: number;
  readonly #overhead: number;

  private constructor(epoch: Epoch, stream: ReceiveStream, context: Context) {
    this.epoch = epoch;
    this.stream = stream;
    this.#context = context;
    this.#only = context.mkiOctets === 0 ? context.keys[0] : undefined;
    this.#tagOctets = context.srtpTagOctets(false);
    this.#overhead = this.#tagOctets + context.mkiOctets;
  }

  /** `undefined` where each packet of the stream has to be judged by itself. */
  static of(epoch: Epoch, stream: ReceiveStream): ReceiveLane | undefined {
    const context = epoch.generation.contextFor(stream.ssrc);
    return context?.everyday ? new ReceiveLane(epoch, stream, context) : undefined;
  }

  /**
   * Takes in an SRTP packet up to its decryption; `Receiver.settle` follows. Its index must be the same whether or not those that
   * still wait for their decryption are authentic: it comes behind theirs.
   *
   * @returns false for a packet that has to be by itself; nothing has changed then
   */
  takeRtp(one: Incoming, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    const header = rtpHeaderOctets(packet);
    const { length } = packet;
    const octets = length - this.#overhead;
    if (header < 0 || octets < header || !fits(target, offset, octets)) return false;
    const { stream } = this;
    const { window, taken } = stream;
    const { highest } = window;
    if (highest < 0 || stream.pendingRoc >= 0 || stream.mayRestart) return false;
    const sequence = sequenceOf(packet);
    const index = estimateIndex(highest, sequence);
    if (index >= srtpIndexSpace || window.check(index) !== seen.fresh) return false;
    if (taken >= 0 && (index <= taken || estimateIndex(taken, sequence) !== index)) return false;
    const entry = this.#only ?? this.#entryOf(packet, false);
    if (!entry?.live.srtp.isQuietFor(stream.ssrc, mostInGroup)) return false;

    const { work } = one;
    if (one.enteredBy !== this.#id) this.#enter(one);
    work.source = packet;
    work.sourceEnd = length;
    work.target = target;
    work.targetStart = offset;
    work.index = index;
    work.roc = rocOf(index);
    work.clear = header;
    work.mki = entry.mki;
    one.lane = this;
    one.key = entry.live;
    return true;
  }

  /** As {@link takeRtp} does with SRTP. */
  takeRtcp(one: Incoming, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    const { stream } = this;
    const { work } = one;
    one.enteredBy = 0;
    if (!stream.srtcp || fillRtcp(work, this.#context, packet, target, offset) < 0) return false;
    if (work.index <= stream.taken || stream.srtcp.check(work.index) !== seen.fresh) return false;
    const entry = this.#only ?? this.#entryOf(packet, true);
    if (!entry?.live.srtcp.isQuietFor(stream.ssrc, mostInGroup)) return false;
    work.mki = entry.mki;
    one.lane = this;
    one.key = entry.live;
    return true;
  }

  #entryOf(packet: Uint8Array, rtcp: boolean): KeyEntry | undefined {
    const context = this.#context;
    const tagOctets = rtcp ? context.srtcpTagOctets : this.#tagOctets;
    return keyByMki(context, packet, mkiOffset(context, packet, rtcp, tagOctets, false));
  }

  /** What stays in `work` from packet to packet. */
  #enter(one: Incoming): void {
    const { work } = one;
    one.enteredBy = this.#id;
    work.sourceStart = 0;
    work.rtcp = false;
    work.ssrc = this.stream.ssrc | 0;
    work.encryptedCsrcOctets = 0;
    work.encrypt = this.#context.encryptsSrtp;
    work.tagOctets = this.#tagOctets;
    work.carriesRoc = false;
    work.extensionCount = 0;
  }
}
