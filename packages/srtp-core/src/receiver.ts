import { fits, readable } from './aliasing.js';
import { classifyPacket } from './classify.js';
import type { Context, KeyEntry } from './context.js';
import { cryptexConcerns, isCryptex, unmarkCryptex } from './cryptex.js';
import { PacketWork, rocOctets, srtcpIndexOctets } from './engine.js';
import { markEncryptedElements } from './header-extension.js';
import { isValidAt, keyByMki, mkiOffset } from './key-choice.js';
import type { Settings } from './options.js';
import { estimateIndex, rocOf, sequenceSpace, srtpIndexSpace } from './packet-index.js';
import { ProbeBudget } from './probe-budget.js';
import type { Epoch, ReceiveState } from './receive-state.js';
import { type ReceiveStream, restartHint } from './receive-stream.js';
import { RefusalCounters } from './refusal-counters.js';
import { type ReplayWindow, seen } from './replay-window.js';
import { isPlainRtcp, rtcpClearOctets, rtcpSsrc, startsAsRtcp } from './rtcp-header.js';
import { csrcEnd, fixedHeaderOctets, hasExtension, rtpHeaderOctets, rtpSsrc, sequenceOf, uint32 } from './rtp-header.js';
import { packetStatus } from './status.js';

/** One for all receivers: a packet is done before the next one begins. */
const work = new PacketWork();

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

  /** Octets written, or a status. */
  unprotectRtp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    const header = rtpHeaderOctets(packet);
    if (header < 0) return this.refusals.count(notRtp(packet));
    const ssrc = rtpSsrc(packet);
    const { current, previous } = this.state;
    this.#probing = true;
    let status = this.#openRtp(current, packet, header, ssrc, target, offset);
    for (let i = 0; status < 0 && i < previous.length; i++) {
      this.#probing = i === 0;
      const other = this.#openRtp(previous[i] as Epoch, packet, header, ssrc, target, offset);
      if (other >= 0) status = other;
    }
    return status < 0 ? this.#refuse(packet, ssrc, status) : status;
  }

  /** Octets written, or a status. */
  unprotectRtcp(packet: Uint8Array, target: Uint8Array, offset: number): number {
    if (!startsAsRtcp(packet)) return this.refusals.count(notRtp(packet));
    const ssrc = rtcpSsrc(packet);
    const { current, previous } = this.state;
    let status = this.#openRtcp(current, packet, ssrc, target, offset);
    for (let i = 0; status < 0 && i < previous.length; i++) {
      const other = this.#openRtcp(previous[i] as Epoch, packet, ssrc, target, offset);
      if (other >= 0) status = other;
    }
    return status < 0 ? this.#refuse(packet, ssrc, status) : status;
  }

  #openRtp(epoch: Epoch, packet: Uint8Array, header: number, ssrc: number, target: Uint8Array, offset: number): number {
    const context = epoch.generation.contextFor(ssrc);
    if (!context) return noContext(epoch);
    const sequence = sequenceOf(packet);
    const carriesRoc = context.carriesRoc(sequence);
    const tagOctets = context.srtpTagOctets(carriesRoc);
    const overhead = tagOctets + context.mkiOctets + (carriesRoc ? rocOctets : 0);
    if (packet.length < header + overhead) return packetStatus['malformed-packet'];
    if (!fits(target, offset, packet.length - overhead)) return packetStatus['target-too-small'];

    const fixed = csrcEnd(packet);
    const extended = hasExtension(packet);
    const withCryptex = context.cryptex !== 'off' && extended && isCryptex(packet, fixed);
    if (context.cryptex === 'required' && !withCryptex && cryptexConcerns(fixed - fixedHeaderOctets, extended))
      return packetStatus['cryptex-required'];
    const source = readable(packet, target, offset);
    work.source = source;
    work.sourceEnd = packet.length;
    work.target = target;
    work.targetStart = offset;
    work.rtcp = false;
    work.ssrc = ssrc;
    work.clear = withCryptex ? fixed + 4 : header;
    work.encryptedCsrcOctets = withCryptex ? fixed - fixedHeaderOctets : 0;
    work.encrypt = context.encryptsSrtp;
    work.tagOctets = tagOctets;
    work.carriesRoc = carriesRoc;
    work.extensionCount = 0;
    if (!withCryptex && context.encryptedExtensions && context.encryptsSrtp && extended)
      if (!markEncryptedElements(work, packet, 0, fixed, header, context.encryptedExtensions))
        return packetStatus['malformed-packet'];

    const octets = this.#findIndex(epoch, context, source, ssrc, sequence);
    if (octets >= 0 && withCryptex) unmarkCryptex(target, offset + fixed);
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
      return this.#attempt(epoch, context, packet, stream, window, roc * sequenceSpace + sequence);
    }
    if (stream && stream.pendingRoc >= 0) {
      const octets = this.#attempt(epoch, context, packet, stream, window, stream.pendingRoc * sequenceSpace + sequence);
      if (octets >= 0) return octets;
    }
    const highest = window && window.highest >= 0 ? window.highest : (epoch.removed.get(ssrc)?.srtp ?? -1);
    if (highest >= 0) {
      const expected = estimateIndex(highest, sequence);
      if (!stream && expected <= highest) return packetStatus['too-old'];
      const octets = this.#attempt(epoch, context, packet, stream, window, expected);
      if (octets >= 0 || !stream?.mayRestart || !this.#mayProbe()) return octets;
      // After a rekey the sender may have set its ROC to zero (RFC 4568 §7.1.4), and its window with it.
      const restarted = this.#attempt(epoch, context, packet, stream, undefined, sequence);
      return restarted >= 0 ? this.#found(ssrc, 0, restarted) : octets;
    }
    const roc = this.state.initialRoc(ssrc);
    const octets = this.#attempt(epoch, context, packet, stream, window, roc * sequenceSpace + sequence);
    // The stream may have begun shortly before a wrap, and the packets up to it are lost or still to come.
    const other = sequence < sequenceSpace / 2 ? roc + 1 : roc - 1;
    if (octets !== packetStatus['auth-failed'] || other < 0 || !this.#mayProbe()) return octets;
    const second = this.#attempt(epoch, context, packet, stream, window, other * sequenceSpace + sequence);
    return second >= 0 ? this.#found(ssrc, other, second) : octets;
  }

  /** Judges the packet under one index; on success the state has moved. No window: the stream begins anew. */
  #attempt(
    epoch: Epoch,
    context: Context,
    packet: Uint8Array,
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
      if (!this.#isValid(epoch, used, index)) return packetStatus['no-valid-key'];
      octets = this.#open(used, index);
    } else if (!context.byIndex) {
      used = context.keys[0];
      octets = this.#open(used, index);
    } else
      for (const entry of this.state.candidates(epoch, context, work.ssrc, index, false)) {
        used = entry;
        octets = this.#open(entry, index);
        if (octets !== packetStatus['auth-failed']) break;
      }
    if (octets < 0 || !used) return octets;
    const moves = authenticated || context.movesUnauthenticated;
    const entered = stream ?? this.state.enter(epoch, work.ssrc);
    if (moves) {
      if (!window && stream) stream.window.restart();
      if (entered.window.check(index) === seen.fresh) entered.window.add(index);
      entered.pendingRoc = -1;
      entered.mayRestart = false;
    }
    entered.counters.packets++;
    entered.counters.octets += octets;
    entered.counters.key = used.live;
    // Where packets with a tag come, those without prove nothing: anyone could end the time of the old keys with them.
    if (moves) this.state.prove(epoch);
    this.#accept(entered, !stream);
    if (authenticated) used.live.srtp.count(work.ssrc);
    return octets;
  }

  #openRtcp(epoch: Epoch, packet: Uint8Array, ssrc: number, target: Uint8Array, offset: number): number {
    const context = epoch.generation.contextFor(ssrc);
    if (!context) return noContext(epoch);
    const tagOctets = context.srtcpTagOctets;
    const overhead = tagOctets + context.mkiOctets + srtcpIndexOctets;
    if (packet.length < rtcpClearOctets + overhead) return packetStatus['malformed-packet'];
    if (!fits(target, offset, packet.length - overhead)) return packetStatus['target-too-small'];
    const stream = epoch.streams.get(ssrc);
    if (!stream && !this.state.hasRoom(epoch)) return packetStatus['too-many-streams'];
    const mkiAt = mkiOffset(context, packet, true, tagOctets, false);
    const word = uint32(packet, mkiAt - srtcpIndexOctets);
    const index = word & 0x7fffffff;
    if (stream?.srtcp) {
      const replay = stream.srtcp.check(index);
      if (replay !== seen.fresh) return replay === seen.before ? packetStatus.replayed : packetStatus['too-old'];
    } else if (index <= (epoch.removed.get(ssrc)?.srtcp ?? -1)) return packetStatus['too-old'];

    work.source = readable(packet, target, offset);
    work.sourceEnd = packet.length;
    work.target = target;
    work.targetStart = offset;
    work.rtcp = true;
    work.ssrc = ssrc;
    work.index = index;
    work.roc = 0;
    work.clear = rtcpClearOctets;
    work.encryptedCsrcOctets = 0;
    work.encrypt = word >>> 31 === 1 && context.suite.cipher !== 'null';
    work.tagOctets = tagOctets;
    work.carriesRoc = false;
    work.extensionCount = 0;
    let octets: number = packetStatus['no-valid-key'];
    let used: KeyEntry | undefined;
    if (context.mkiOctets > 0) {
      used = keyByMki(context, packet, mkiAt);
      if (!used) return packetStatus['unknown-mki'];
      octets = this.#open(used, index);
    } else
      for (const entry of this.state.candidates(epoch, context, ssrc, stream?.window.highest ?? -1, true)) {
        used = entry;
        octets = this.#open(entry, index);
        if (octets !== packetStatus['auth-failed']) break;
      }
    if (octets < 0 || !used) return octets;
    const entered = stream ?? this.state.enter(epoch, ssrc);
    this.state.srtcpWindow(epoch, entered).add(index);
    entered.counters.rtcpPackets++;
    this.state.prove(epoch);
    this.#accept(entered, !stream);
    used.live.srtcp.count(ssrc);
    return octets;
  }

  #open(entry: KeyEntry, index: number): number {
    const life = work.rtcp ? entry.live.srtcp : entry.live.srtp;
    if (life.expiredFor(work.ssrc)) return packetStatus['key-expired'];
    work.mki = entry.mki;
    const octets = entry.live.slot(work.rtcp, index).open(work);
    if (octets >= 0 && work.tagOctets > 0) entry.live.keep(work.rtcp, index);
    return octets;
  }

  #isValid(epoch: Epoch, entry: KeyEntry, index: number): boolean {
    return !entry.validity || isValidAt(entry, work.ssrc, index, ssrc => epoch.streams.get(ssrc)?.window.highest ?? -1);
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

  #refuse(packet: Uint8Array, ssrc: number, status: number): number {
    const counters = this.state.current.streams.get(ssrc);
    if (status === packetStatus.replayed && counters) counters.counters.replays++;
    if (status === packetStatus['too-old'] && counters) {
      counters.counters.tooOld++;
      if (++counters.tooOldInARow === restartHint) this.#settings.onEvent({ kind: 'sequence-restarted', ssrc });
    }
    if (status === packetStatus['auth-failed'] && counters) counters.counters.authFailures++;
    const plain = status === packetStatus['auth-failed'] || status === packetStatus['malformed-packet'];
    return this.refusals.count(plain && isPlainRtcp(packet) ? packetStatus['not-protected'] : status);
  }
}

function noContext(epoch: Epoch): number {
  return epoch.generation.contexts.length === 0 ? packetStatus['no-valid-key'] : packetStatus['unknown-ssrc'];
}

/** What is neither RTP nor RTCP is no attack and no damage where several protocols share a socket (RFC 7983). */
function notRtp(packet: Uint8Array): number {
  const kind = classifyPacket(packet);
  return kind === 'rtp' || kind === 'rtcp' || kind === 'other' ? packetStatus['malformed-packet'] : packetStatus['not-protected'];
}
