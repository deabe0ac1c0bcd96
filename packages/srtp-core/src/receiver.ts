import { classifyPacket } from './classify.js';
import type { Context, KeyEntry } from './context.js';
import { unmarkCryptex } from './cryptex.js';
import { type Engine, rocOctets } from './engine.js';
import { fillEveryday, filled, fillRtcp, fillRtp } from './fill-work.js';
import { Incoming } from './incoming.js';
import { isValidAt, keyByMki, mkiOffset } from './key-choice.js';
import type { LiveKey } from './live-key.js';
import type { Settings } from './options.js';
import { estimateIndex, rocOf, sequenceSpace, srtpIndexSpace } from './packet-index.js';
import { ProbeBudget } from './probe-budget.js';
import type { Epoch, ReceiveState } from './receive-state.js';
import { type ReceiveStream, restartHint } from './receive-stream.js';
import { RefusalCounters } from './refusal-counters.js';
import { type ReplayWindow, seen } from './replay-window.js';
import { isPlainRtcp, rtcpSsrc, startsAsRtcp } from './rtcp-header.js';
import { csrcEnd, rtpHeaderOctets, rtpSsrc, sequenceOf, uint32 } from './rtp-header.js';
import { packetStatus } from './status.js';

/** One for all receivers: a packet that is by itself is done before the next one begins. */
const alone = new Incoming();
const { work } = alone;

/** SRTP and SRTCP in, RTP and RTCP out. Nothing that lasts moves before a packet has authenticated. */
export class Receiver {
  readonly state: ReceiveState;
  readonly refusals = new RefusalCounters();
  readonly #settings: Settings;
  readonly #probes: ProbeBudget;
  /** A second ROC is tried under two key generations at most, the current one and the one before it. */
  #probing = true;

  constructor(state: ReceiveState, settings: Settings) {
    this.state = state;
    this.#settings = settings;
    this.#probes = new ProbeBudget(settings.now);
  }

  get engine(): Engine {
    return this.#settings.engine;
  }

  /** Octets written, or a status. */
  unprotectRtp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    if (alone.takeRtp(this.state, packet, target, offset)) return this.#openAlone();
    alone.enteredBy = 0;
    const header = rtpHeaderOctets(packet);
    if (header < 0) return this.refusals.count(notRtp(packet));
    const ssrc = rtpSsrc(packet);
    const { current, previous } = this.state;
    this.#probing = true;
    const everyday = this.state.everydayContext(ssrc);
    let status = everyday
      ? this.#openNew(everyday, packet, header, target, offset)
      : this.#openRtp(current, packet, header, ssrc, target, offset);
    for (let i = 0; status < 0 && i < previous.length; i++) {
      this.#probing = i === 0;
      const other = this.#openRtp(previous[i] as Epoch, packet, header, ssrc, target, offset);
      if (other >= 0) status = other;
    }
    return status < 0 ? this.#refuse(packet, everyday ? undefined : current.streams.get(ssrc), status) : status;
  }

  /** Octets written, or a status. */
  unprotectRtcp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    if (alone.takeRtcp(this.state, packet, target, offset)) return this.#openAlone();
    alone.enteredBy = 0;
    if (!startsAsRtcp(packet)) return this.refusals.count(notRtp(packet));
    const ssrc = rtcpSsrc(packet);
    const { current, previous } = this.state;
    let status = this.#openRtcp(current, packet, ssrc, target, offset);
    for (let i = 0; status < 0 && i < previous.length; i++) {
      const other = this.#openRtcp(previous[i] as Epoch, packet, ssrc, target, offset);
      if (other >= 0) status = other;
    }
    return status < 0 ? this.#refuse(packet, current.streams.get(ssrc), status) : status;
  }

  #openAlone(): number {
    const slot = alone.key?.fixedSlot;
    return slot ? this.settle(alone, slot.open(work)) : packetStatus.closed;
  }

  /** What follows a packet that was taken for a batch, with what the engine made of it. Returns octets or a status. */
  settle(one: Incoming, octets: number): number {
    const { work, lane, key } = one;
    one.release();
    if (!lane || !key) return packetStatus.closed;
    const { epoch, stream } = lane;
    stream.taken = -1;
    if (octets < 0) return this.#refuse(work.source, stream, octets);
    if (work.rtcp) {
      this.state.srtcpWindow(stream).add(work.index);
      stream.counters.rtcpPackets++;
    } else {
      stream.window.add(work.index);
      countRtp(stream, key, octets);
    }
    this.state.prove(epoch);
    this.#accept(stream, false);
    key.life(work.rtcp).count(stream.ssrc);
    return octets;
  }

  /**
   * The first packet of a stream, which is judged as {@link #openRtp} judges it. What is forged under new SSRCs comes here: on this way
   * it costs no more than the packets of a stream that lives.
   */
  #openNew(context: Context, packet: Uint8Array, header: number, target: Uint8Array, offset: number): number {
    const { current } = this.state;
    const ssrc = rtpSsrc(packet);
    const used = context.mkiOctets > 0 ? keyOf(context, packet) : context.keys[0];
    const slot = used?.live.fixedSlot;
    if (!slot || used.live.srtp.expiredFor(ssrc) || !fillEveryday(work, context, packet, header, target, offset))
      return this.#openRtp(current, packet, header, ssrc, target, offset);
    const sequence = sequenceOf(packet);
    const roc = this.state.initialRoc(ssrc);
    work.index = roc * sequenceSpace + sequence;
    work.roc = roc;
    work.mki = used.mki;
    const octets = slot.open(work);
    if (octets < 0) return this.#tryOtherRoc(current, context, packet, undefined, sequence, roc, octets);
    return this.#authentic(current, context, ssrc, undefined, undefined, used, octets);
  }

  #openRtp(epoch: Epoch, packet: Uint8Array, header: number, ssrc: number, target: Uint8Array, offset: number): number {
    const context = epoch.generation.contextFor(ssrc);
    if (!context) return noContext(epoch);
    const status = fillRtp(work, context, packet, header, target, offset);
    if (status < 0) return status;
    const fixed = csrcEnd(packet);
    const octets = this.#findIndex(epoch, context, packet, ssrc, sequenceOf(packet));
    if (octets >= 0 && status === filled.cryptex) unmarkCryptex(target, offset + fixed);
    return octets;
  }

  /** Tries the indices that the packet may have, the likely one first. */
  #findIndex(epoch: Epoch, context: Context, packet: Uint8Array, ssrc: number, sequence: number): number {
    const stream = epoch.streams.get(ssrc);
    if (!stream && !this.state.hasRoom(epoch)) return packetStatus['too-many-streams'];
    const window = stream?.window;
    if (work.carriesRoc) {
      // RFC 4771 §2 with erratum 3233: the sender's ROC counts, for the replay check too.
      const roc = uint32(packet, packet.length - rocOctets - (context.aead ? 0 : work.tagOctets));
      return this.#attempt(epoch, context, packet, ssrc, stream, window, roc * sequenceSpace + sequence);
    }
    if (stream && stream.pendingRoc >= 0) {
      const octets = this.#attempt(epoch, context, packet, ssrc, stream, window, stream.pendingRoc * sequenceSpace + sequence);
      if (octets >= 0) return octets;
    }
    const highest = window && window.highest >= 0 ? window.highest : removedHighest(epoch, ssrc);
    if (highest >= 0) {
      const expected = estimateIndex(highest, sequence);
      if (!stream && expected <= highest) return packetStatus['too-old'];
      const octets = this.#attempt(epoch, context, packet, ssrc, stream, window, expected);
      if (octets >= 0 || !stream?.mayRestart || !this.#mayProbe()) return octets;
      // After a rekey the sender may have set its ROC to zero (RFC 4568 §7.1.4), and its window with it.
      const restarted = this.#attempt(epoch, context, packet, ssrc, stream, undefined, sequence);
      return restarted >= 0 ? this.#found(ssrc, 0, restarted) : octets;
    }
    const roc = this.state.initialRoc(ssrc);
    const octets = this.#attempt(epoch, context, packet, ssrc, stream, window, roc * sequenceSpace + sequence);
    return this.#tryOtherRoc(epoch, context, packet, stream, sequence, roc, octets);
  }

  /** The stream may have begun shortly before a wrap, and the packets up to it are lost or still to come. */
  #tryOtherRoc(
    epoch: Epoch,
    context: Context,
    packet: Uint8Array,
    stream: ReceiveStream | undefined,
    sequence: number,
    roc: number,
    octets: number,
  ): number {
    const other = sequence < sequenceSpace / 2 ? roc + 1 : roc - 1;
    if (octets !== packetStatus['auth-failed'] || other < 0 || !this.#mayProbe()) return octets;
    const ssrc = rtpSsrc(packet);
    const second = this.#attempt(epoch, context, packet, ssrc, stream, stream?.window, other * sequenceSpace + sequence);
    return second >= 0 ? this.#found(ssrc, other, second) : octets;
  }

  /** Judges the packet under one index; on success the state has moved. No window: the stream begins anew. */
  #attempt(
    epoch: Epoch,
    context: Context,
    packet: Uint8Array,
    ssrc: number,
    stream: ReceiveStream | undefined,
    window: ReplayWindow | undefined,
    index: number,
  ): number {
    if (index >= srtpIndexSpace) return packetStatus['too-old'];
    const authenticated = work.tagOctets > 0;
    if (authenticated && window) {
      const replay = window.check(index);
      if (replay !== seen.fresh) return replay === seen.before ? packetStatus.replayed : packetStatus['too-old'];
    }
    work.index = index;
    work.roc = rocOf(index);
    let octets: number = packetStatus['no-valid-key'];
    let used: KeyEntry | undefined;
    if (context.mkiOctets > 0) {
      used = keyByMki(context, packet, mkiOffset(context, packet, false, work.tagOctets, work.carriesRoc));
      if (!used) return packetStatus['unknown-mki'];
      if (!this.#isValid(epoch, used, ssrc, index)) return packetStatus['no-valid-key'];
      octets = this.#open(used, ssrc, index);
    } else if (!context.byIndex) {
      used = context.keys[0];
      octets = this.#open(used, ssrc, index);
    } else
      for (const entry of this.state.candidates(epoch, context, ssrc, index, false)) {
        used = entry;
        octets = this.#open(entry, ssrc, index);
        if (octets !== packetStatus['auth-failed']) break;
      }
    return octets < 0 || !used ? octets : this.#authentic(epoch, context, ssrc, stream, window, used, octets);
  }

  /** Moves the state by the SRTP packet in {@link work}, which is authentic, or has no tag by agreement. */
  #authentic(
    epoch: Epoch,
    context: Context,
    ssrc: number,
    stream: ReceiveStream | undefined,
    window: ReplayWindow | undefined,
    used: KeyEntry,
    octets: number,
  ): number {
    const { index } = work;
    const authenticated = work.tagOctets > 0;
    const moves = authenticated || context.movesUnauthenticated;
    const entered = stream ?? this.state.enter(epoch, ssrc);
    if (moves) {
      if (!window && stream) stream.window.restart();
      if (entered.window.check(index) === seen.fresh) entered.window.add(index);
      entered.pendingRoc = -1;
      entered.mayRestart = false;
    }
    countRtp(entered, used.live, octets);
    // Where packets with a tag come, those without prove nothing: anyone could end the time of the old keys with them.
    if (moves) this.state.prove(epoch);
    this.#accept(entered, !stream);
    if (authenticated) used.live.srtp.count(ssrc);
    return octets;
  }

  #openRtcp(epoch: Epoch, packet: Uint8Array, ssrc: number, target: Uint8Array, offset: number): number {
    const context = epoch.generation.contextFor(ssrc);
    if (!context) return noContext(epoch);
    const status = fillRtcp(work, context, packet, target, offset);
    if (status < 0) return status;
    const { index } = work;
    const stream = epoch.streams.get(ssrc);
    if (!stream && !this.state.hasRoom(epoch)) return packetStatus['too-many-streams'];
    if (stream?.srtcp) {
      const replay = stream.srtcp.check(index);
      if (replay !== seen.fresh) return replay === seen.before ? packetStatus.replayed : packetStatus['too-old'];
    } else if (index <= (epoch.removed.get(ssrc)?.srtcp ?? -1)) return packetStatus['too-old'];

    let octets: number = packetStatus['no-valid-key'];
    let used: KeyEntry | undefined;
    if (context.mkiOctets > 0) {
      used = keyByMki(context, packet, mkiOffset(context, packet, true, work.tagOctets, false));
      if (!used) return packetStatus['unknown-mki'];
      octets = this.#open(used, ssrc, index);
    } else
      for (const entry of this.state.candidates(epoch, context, ssrc, stream?.window.highest ?? -1, true)) {
        used = entry;
        octets = this.#open(entry, ssrc, index);
        if (octets !== packetStatus['auth-failed']) break;
      }
    if (octets < 0 || !used) return octets;
    const entered = stream ?? this.state.enter(epoch, ssrc);
    this.state.srtcpWindow(entered).add(index);
    entered.counters.rtcpPackets++;
    this.state.prove(epoch);
    this.#accept(entered, !stream);
    used.live.srtcp.count(ssrc);
    return octets;
  }

  #open(entry: KeyEntry, ssrc: number, index: number): number {
    if (entry.live.life(work.rtcp).expiredFor(ssrc)) return packetStatus['key-expired'];
    work.mki = entry.mki;
    const octets = entry.live.slot(work.rtcp, index).open(work);
    if (octets >= 0 && work.tagOctets > 0) entry.live.keep(work.rtcp, index);
    return octets;
  }

  #isValid(epoch: Epoch, entry: KeyEntry, ssrc: number, index: number): boolean {
    return !entry.validity || isValidAt(entry, ssrc, index, other => epoch.streams.get(other)?.window.highest ?? -1);
  }

  /** A packet authenticated: its stream lives. */
  #accept(stream: ReceiveStream, started: boolean): void {
    stream.tooOldInARow = 0;
    if (this.#settings.idleTimeout !== Infinity) stream.lastSeen = this.#settings.now();
    if (started) this.#settings.onEvent({ kind: 'stream-started', direction: 'receive', ssrc: stream.ssrc });
  }

  #mayProbe(): boolean {
    return this.#probing && work.tagOctets > 0 && this.#probes.take();
  }

  #found(ssrc: number, roc: number, octets: number): number {
    this.#probes.giveBack();
    this.#settings.onEvent({ kind: 'roc-found', ssrc, roc });
    return octets;
  }

  /** @param stream whose packet it claims to be */
  #refuse(packet: Uint8Array, stream: ReceiveStream | undefined, status: number): number {
    if (status === packetStatus.replayed && stream) stream.counters.replays++;
    if (status === packetStatus['too-old'] && stream) {
      stream.counters.tooOld++;
      if (++stream.tooOldInARow === restartHint) this.#settings.onEvent({ kind: 'sequence-restarted', ssrc: stream.ssrc });
    }
    if (status === packetStatus['auth-failed'] && stream) stream.counters.authFailures++;
    const plain = status === packetStatus['auth-failed'] || status === packetStatus['malformed-packet'];
    return this.refusals.count(plain && isPlainRtcp(packet) ? packetStatus['not-protected'] : status);
  }
}

function countRtp({ counters }: ReceiveStream, key: LiveKey, octets: number): void {
  counters.packets++;
  counters.octets += octets;
  counters.key = key;
}

/** The key of an SRTP packet that carries no ROC, by its MKI. */
function keyOf(context: Context, packet: Uint8Array): KeyEntry | undefined {
  return keyByMki(context, packet, mkiOffset(context, packet, false, context.srtpTagOctets(false), false));
}

/** The highest SRTP index of a stream that was removed, -1: none. */
function removedHighest({ removed }: Epoch, ssrc: number): number {
  return removed.size === 0 ? -1 : (removed.get(ssrc)?.srtp ?? -1);
}

function noContext(epoch: Epoch): number {
  return epoch.generation.contexts.length === 0 ? packetStatus['no-valid-key'] : packetStatus['unknown-ssrc'];
}

/** What is neither RTP nor RTCP is no attack and no damage where several protocols share a socket (RFC 7983). */
function notRtp(packet: Uint8Array): number {
  const kind = classifyPacket(packet);
  return kind === 'rtp' || kind === 'rtcp' || kind === 'other' ? packetStatus['malformed-packet'] : packetStatus['not-protected'];
}
