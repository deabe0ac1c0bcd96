import { fits, separate } from './aliasing.js';
import type { Context, KeyEntry } from './context.js';
import { cryptexConcerns, isCryptex, markForCryptex } from './cryptex.js';
import { type Engine, type PacketWork, rocOctets, srtcpIndexOctets } from './engine.js';
import { markEncryptedElements } from './header-extension.js';
import { isValidAt } from './key-choice.js';
import type { LiveKey } from './live-key.js';
import type { Settings } from './options.js';
import { Outgoing } from './outgoing.js';
import { rocOf, srtcpIndexSpace, srtpIndexSpace } from './packet-index.js';
import { seen } from './replay-window.js';
import { rtcpClearOctets, rtcpSsrc, startsAsRtcp } from './rtcp-header.js';
import { csrcEnd, fixedHeaderOctets, hasExtension, maxPacketOctets, rtpHeaderOctets, rtpSsrc, sequenceOf } from './rtp-header.js';
import { SendLane } from './send-lane.js';
import type { SendState } from './send-state.js';
import type { SendStream } from './send-stream.js';
import { SentPackets } from './sent-packets.js';
import { packetStatus } from './status.js';

/** One for all senders: a packet that is by itself is done before the next one begins. */
const alone = new Outgoing();

/** What `take` returns for a packet that has to be by itself; nothing has changed then. */
export const notInBatch = 1;

/** RTP and RTCP in, SRTP and SRTCP out. Decides which index, key and switches a packet gets; the engine does the rest. */
export class Sender {
  readonly state: SendState;
  readonly #settings: Settings;
  #last: SendStream | undefined;

  constructor(state: SendState, settings: Settings) {
    this.state = state;
    this.#settings = settings;
  }

  get engine(): Engine {
    return this.#settings.engine;
  }

  /** Octets written, or a status. */
  protectRtp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    const lane = this.#laneOf(packet);
    if (lane?.take(alone, packet, target, offset)) return lane.slot.seal(alone.work);
    const status = this.#judgeRtp(alone, packet, target, offset);
    return status < 0 ? status : this.#seal(alone);
  }

  /** The lane of the stream that the packet seems to belong to, where it has one. */
  #laneOf(packet: Uint8Array): SendLane | undefined {
    if (packet.length < fixedHeaderOctets) return undefined;
    const ssrc = rtpSsrc(packet);
    if (this.#last?.ssrc !== ssrc) {
      const known = this.state.knownStream(ssrc);
      if (!known?.lane) return undefined;
      this.#last = known;
    }
    return this.#last.lane;
  }

  /** Octets written, or a status. */
  protectRtcp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    const status = this.takeRtcp(alone, packet, target, offset);
    return status < 0 ? status : this.#seal(alone);
  }

  #seal({ work, stream, key, starts }: Outgoing): number {
    alone.release();
    if (!stream || !key) return packetStatus['no-valid-key'];
    const { rtcp, index } = work;
    const { ssrc } = stream;
    const octets = key.slot(rtcp, index).seal(work);
    key.keep(rtcp, index);
    if (starts) this.#settings.onEvent({ kind: 'stream-started', direction: 'send', ssrc });
    key.life(rtcp).count(ssrc);
    if (index >= (rtcp ? stream.snapshotDueSrtcp : stream.snapshotDueSrtp)) this.state.announceSnapshot(stream);
    return octets;
  }

  /**
   * Decides about a packet and counts it as sent, up to its encryption, which is the caller's.
   *
   * @returns 0; or a status; in a batch also {@link notInBatch}, for packets with which events or new session keys come
   */
  takeRtp(out: Outgoing, packet: Uint8Array, target: Uint8Array, offset: number): number {
    const lane = this.#laneOf(packet);
    if (!lane?.take(out, packet, target, offset)) return this.#judgeRtp(out, packet, target, offset);
    out.slot = lane.slot;
    return 0;
  }

  #judgeRtp(out: Outgoing, packet: Uint8Array, target: Uint8Array, offset: number): number {
    const header = rtpHeaderOctets(packet);
    if (header < 0) return packetStatus['malformed-packet'];
    const ssrc = rtpSsrc(packet);
    const sequence = sequenceOf(packet);
    const stream = this.#last?.ssrc === ssrc ? this.#last : this.state.streamFor(ssrc);
    const context = stream.context ?? this.state.contextOf(stream);
    if (!context) return this.state.isEmpty ? packetStatus['no-valid-key'] : packetStatus['unknown-ssrc'];

    const index = stream.indexOf(sequence);
    if (index >= srtpIndexSpace) return packetStatus['key-expired'];
    const again = !this.#isUnused(stream, index);
    if (again && !stream.sent?.has(index, packet)) {
      stream.counters.replays++;
      return packetStatus['index-reused'];
    }
    if (!this.state.hasRoomFor(stream)) return packetStatus['too-many-streams'];
    if (index > stream.reservedSrtp) {
      if (out !== alone) return notInBatch;
      if (!this.state.reserve(stream, index, -1)) return packetStatus['index-not-reserved'];
      // Whoever stored the snapshot may also have sent, or changed keys: nothing from before that holds.
      return this.#judgeRtp(out, packet, target, offset);
    }
    const entry = this.#keyFor(context, stream, index);
    if (!entry) return packetStatus['no-valid-key'];
    const { live } = entry;
    if (live.srtp.expiredFor(ssrc)) return packetStatus['key-expired'];
    if (out !== alone && !isQuiet(stream, live, false, index)) return notInBatch;

    const carriesRoc = context.carriesRoc(sequence);
    const tagOctets = context.srtpTagOctets(carriesRoc);
    const fixed = csrcEnd(packet);
    const withCryptex =
      context.cryptex !== 'off' && context.encryptsSrtp && cryptexConcerns(fixed - fixedHeaderOctets, hasExtension(packet));
    const size =
      packet.length +
      tagOctets +
      context.mkiOctets +
      (carriesRoc ? rocOctets : 0) +
      (withCryptex && !hasExtension(packet) ? 4 : 0);
    if (size > maxPacketOctets) return packetStatus['malformed-packet'];
    if (!fits(target, offset, size)) return packetStatus['target-too-small'];

    const { work } = out;
    work.source = packet;
    work.sourceStart = 0;
    work.sourceEnd = packet.length;
    work.target = target;
    work.targetStart = offset;
    out.lane = 0;
    work.rtcp = false;
    work.ssrc = ssrc | 0;
    work.index = index;
    work.roc = rocOf(index);
    work.clear = header;
    work.encryptedCsrcOctets = 0;
    work.encrypt = context.encryptsSrtp;
    work.tagOctets = tagOctets;
    work.mki = entry.mki;
    work.carriesRoc = carriesRoc;
    work.extensionCount = 0;
    if (!again && this.#settings.identicalRetransmission) this.#remember(stream, index, packet);
    const cryptex = withCryptex && prepareCryptex(work, fixed);
    if (withCryptex && !cryptex) {
      // A mark that is there already would have the receiver decrypt what was never encrypted.
      if (isCryptex(packet, fixed)) return packetStatus['malformed-packet'];
      if (context.cryptex === 'required') return packetStatus['cryptex-required'];
    }
    // RFC 9335 §5: one or the other; what Cryptex cannot take still has its elements encrypted.
    if (!cryptex && context.encryptedExtensions && context.encryptsSrtp && hasExtension(packet))
      if (!markEncryptedElements(work, packet, 0, fixed, header, context.encryptedExtensions))
        return packetStatus['malformed-packet'];

    // From here on the index counts as used, whatever happens: its keystream may have been seen.
    out.stream = stream;
    out.key = live;
    out.slot = live.fixedSlot;
    out.starts = stream !== this.#last && this.state.enter(stream);
    this.#last = stream;
    if (again) stream.counters.replays++;
    else {
      stream.window.add(index);
      stream.pendingRoc = -1;
    }
    stream.counters.packets++;
    stream.counters.octets += packet.length;
    stream.counters.key = live;
    stream.lane ??= this.#newLane(context, stream, entry);
    if (out !== alone) live.srtp.count(ssrc);
    return 0;
  }

  /** As {@link takeRtp} does with RTP. */
  takeRtcp(out: Outgoing, packet: Uint8Array, target: Uint8Array, offset: number): number {
    if (!startsAsRtcp(packet)) return packetStatus['malformed-packet'];
    const ssrc = rtcpSsrc(packet);
    const stream = this.#last?.ssrc === ssrc ? this.#last : this.state.streamFor(ssrc);
    const context = stream.context ?? this.state.contextOf(stream);
    if (!context) return this.state.isEmpty ? packetStatus['no-valid-key'] : packetStatus['unknown-ssrc'];
    const index = stream.nextSrtcpIndex;
    if (!this.state.hasRoomFor(stream)) return packetStatus['too-many-streams'];
    if (index > stream.reservedSrtcp) {
      if (out !== alone) return notInBatch;
      if (!this.state.reserve(stream, -1, index)) return packetStatus['index-not-reserved'];
      return this.takeRtcp(out, packet, target, offset);
    }
    const entry = this.#keyFor(context, stream, stream.window.highest);
    if (!entry) return packetStatus['no-valid-key'];
    const { live } = entry;
    if (live.srtcp.expiredFor(ssrc)) return packetStatus['key-expired'];
    if (out !== alone && !isQuiet(stream, live, true, index)) return notInBatch;
    const size = packet.length + context.srtcpTagOctets + context.mkiOctets + srtcpIndexOctets;
    if (size > maxPacketOctets) return packetStatus['malformed-packet'];
    if (!fits(target, offset, size)) return packetStatus['target-too-small'];

    const { work } = out;
    work.source = packet;
    work.sourceStart = 0;
    work.sourceEnd = packet.length;
    work.target = target;
    work.targetStart = offset;
    out.lane = 0;
    work.rtcp = true;
    work.ssrc = ssrc | 0;
    work.index = index;
    work.roc = 0;
    work.clear = rtcpClearOctets;
    work.encryptedCsrcOctets = 0;
    work.encrypt = context.encryptsSrtcp;
    work.tagOctets = context.srtcpTagOctets;
    work.mki = entry.mki;
    work.carriesRoc = false;
    work.extensionCount = 0;

    out.stream = stream;
    out.key = live;
    out.slot = live.fixedSlot;
    out.starts = stream !== this.#last && this.state.enter(stream);
    stream.nextSrtcpIndex = (index + 1) % srtcpIndexSpace;
    stream.counters.rtcpPackets++;
    if (out !== alone) live.srtcp.count(ssrc);
    return 0;
  }

  /** Forgets what is only there for speed; after the state has changed. */
  refresh(): void {
    this.#last = undefined;
  }

  /** Where no packet of a stream needs anything special. */
  #newLane(context: Context, stream: SendStream, entry: KeyEntry): SendLane | undefined {
    const slot = entry.live.fixedSlot;
    const plain = context.rccRate === 0 && context.cryptex === 'off' && !context.encryptedExtensions && !context.byIndex;
    if (!slot || !plain || !context.schedule.isSettled(stream.window.highest) || this.#settings.identicalRetransmission)
      return undefined;
    if (!stream.entered || !entry.live.srtp.isQuietFor(stream.ssrc, 1)) return undefined;
    return new SendLane(stream, slot, entry, context.srtpTagOctets(false), context.encryptsSrtp);
  }

  /** A ROC that was set must lead forward: behind the highest index everything may have been used. */
  #isUnused(stream: SendStream, index: number): boolean {
    if (stream.pendingRoc >= 0 && index <= stream.window.highest) return false;
    return stream.window.check(index) === seen.fresh;
  }

  /** Before Cryptex or encryption in place change the packet. */
  #remember(stream: SendStream, index: number, packet: Uint8Array): void {
    stream.sent ??= new SentPackets(this.#settings.srtpWindow);
    stream.sent.remember(index, packet);
  }

  #keyFor(context: Context, stream: SendStream, index: number): KeyEntry | undefined {
    const scheduled = context.schedule.at(index);
    return context.byIndex ? this.#validKey(context, scheduled, stream, index) : scheduled;
  }

  /** Apart, because its closure would be made for every packet of {@link #keyFor}. */
  #validKey(context: Context, scheduled: KeyEntry, stream: SendStream, index: number): KeyEntry | undefined {
    const valid = (entry: KeyEntry) => isValidAt(entry, stream.ssrc, index, ssrc => this.state.highestIndex(ssrc));
    return valid(scheduled) ? scheduled : context.keys.find(valid);
  }
}

/** Whether a packet brings no event and no new session keys. */
function isQuiet(stream: SendStream, key: LiveKey, rtcp: boolean, index: number): boolean {
  const snapshotDue = rtcp ? stream.snapshotDueSrtcp : stream.snapshotDueSrtp;
  return stream.entered && index < snapshotDue && key.isQuietFor(rtcp, stream.ssrc, 1);
}

/** Puts the packet into the target in the form that Cryptex encrypts; false when its header extension cannot have that. */
function prepareCryptex(work: PacketWork, fixed: number): boolean {
  separate(work);
  const end = markForCryptex(work.source, work.sourceStart, work.sourceEnd, fixed, work.target, work.targetStart);
  if (end < 0) return false;
  work.source = work.target;
  work.sourceStart = work.targetStart;
  work.sourceEnd = end;
  work.clear = fixed + 4;
  work.encryptedCsrcOctets = fixed - fixedHeaderOctets;
  return true;
}
