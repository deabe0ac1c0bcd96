import { fits } from './aliasing.js';
import type { Context, KeyEntry } from './context.js';
import { cryptexConcerns, isCryptex } from './cryptex.js';
import { type KeySlot, PacketWork, rocOctets, srtcpIndexOctets } from './engine.js';
import { markEncryptedElements } from './header-extension.js';
import { keyByMki, mkiOffset } from './key-choice.js';
import type { LiveKey } from './live-key.js';
import { mostInGroup } from './packet-group.js';
import { estimateIndex, rocOf, srtpIndexSpace } from './packet-index.js';
import type { Epoch, ReceiveState } from './receive-state.js';
import type { ReceiveStream } from './receive-stream.js';
import { seen } from './replay-window.js';
import { rtcpClearOctets, rtcpSsrc, startsAsRtcp } from './rtcp-header.js';
import { csrcEnd, fixedHeaderOctets, hasExtension, rtpHeaderOctets, rtpSsrc, sequenceOf, uint32 } from './rtp-header.js';
import { packetStatus } from './status.js';

/** A packet that a receiver has judged as far as it can before the tag is verified. */
export class Incoming {
  readonly work = new PacketWork();
  epoch: Epoch | undefined;
  stream: ReceiveStream | undefined;
  slot: KeySlot | undefined;
  key: LiveKey | undefined;

  /**
   * Takes in an SRTP packet of the everyday kind, up to its decryption; `Receiver.settle` follows. Everyday is a packet that
   * neither needs nor changes anything but its stream, and whose index is the same whether or not those that still wait for
   * their decryption are authentic: it comes behind theirs.
   *
   * @returns false for any other packet, which has to be by itself; nothing has changed then
   */
  takeRtp({ current, previous }: ReceiveState, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    const header = rtpHeaderOctets(packet);
    if (header < 0 || previous.length > 0) return false;
    const ssrc = rtpSsrc(packet);
    const context = current.generation.contextFor(ssrc);
    const stream = current.streams.get(ssrc);
    if (!context || !stream || stream.pendingRoc >= 0 || stream.mayRestart) return false;
    const { work } = this;
    if (fillRtp(work, context, packet, header, target, offset) !== filled.plain) return false;
    const { window, taken } = stream;
    if (work.tagOctets === 0 || work.carriesRoc || window.highest < 0) return false;
    const sequence = sequenceOf(packet);
    const index = estimateIndex(window.highest, sequence);
    if (index >= srtpIndexSpace || window.check(index) !== seen.fresh) return false;
    if (taken >= 0 && (index <= taken || estimateIndex(taken, sequence) !== index)) return false;
    return this.#take(current, context, packet, stream, index);
  }

  /** As {@link takeRtp} does with SRTP. */
  takeRtcp({ current, previous }: ReceiveState, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    if (!startsAsRtcp(packet) || previous.length > 0) return false;
    const ssrc = rtcpSsrc(packet);
    const context = current.generation.contextFor(ssrc);
    const stream = current.streams.get(ssrc);
    if (!context || !stream?.srtcp) return false;
    const { work } = this;
    if (fillRtcp(work, context, packet, target, offset) < 0) return false;
    if (work.index <= stream.taken || stream.srtcp.check(work.index) !== seen.fresh) return false;
    return this.#take(current, context, packet, stream, work.index);
  }

  /** Lets go of the session, as `Outgoing.release` does. */
  release(): void {
    this.epoch = undefined;
    this.stream = undefined;
    this.key = undefined;
    this.slot = undefined;
  }

  #take(epoch: Epoch, context: Context, packet: Uint8Array, stream: ReceiveStream, index: number): boolean {
    const { work } = this;
    const entry = onlyKey(context, packet, work);
    const slot = entry?.live.fixedSlot;
    if (!slot || !entry.live.life(work.rtcp).isQuietFor(stream.ssrc, mostInGroup)) return false;
    work.index = index;
    work.roc = work.rtcp ? 0 : rocOf(index);
    work.mki = entry.mki;
    this.epoch = epoch;
    this.stream = stream;
    this.key = entry.live;
    this.slot = slot;
    stream.taken = index;
    return true;
  }
}

/** What {@link fillRtp} finds, if not a status. */
export const filled = { plain: 0, cryptex: 1 } as const;

/**
 * Enters in `work` all that an SRTP packet and its context tell; index, ROC and MKI are still to come.
 *
 * @param header octets of the RTP header
 * @returns one of {@link filled}, or a status
 */
export function fillRtp(
  work: PacketWork,
  context: Context,
  packet: Uint8Array,
  header: number,
  target: Uint8Array,
  offset: number,
): number {
  const carriesRoc = context.carriesRoc(sequenceOf(packet));
  const tagOctets = context.srtpTagOctets(carriesRoc);
  const overhead = tagOctets + context.mkiOctets + (carriesRoc ? rocOctets : 0);
  if (packet.length < header + overhead) return packetStatus['malformed-packet'];
  if (!fits(target, offset, packet.length - overhead)) return packetStatus['target-too-small'];

  const fixed = csrcEnd(packet);
  const extended = hasExtension(packet);
  const withCryptex = context.cryptex !== 'off' && extended && isCryptex(packet, fixed);
  if (context.cryptex === 'required' && !withCryptex && cryptexConcerns(fixed - fixedHeaderOctets, extended))
    return packetStatus['cryptex-required'];
  work.source = packet;
  work.sourceStart = 0;
  work.sourceEnd = packet.length;
  work.target = target;
  work.targetStart = offset;
  work.rtcp = false;
  work.ssrc = rtpSsrc(packet) | 0;
  work.clear = withCryptex ? fixed + 4 : header;
  work.encryptedCsrcOctets = withCryptex ? fixed - fixedHeaderOctets : 0;
  work.encrypt = context.encryptsSrtp;
  work.tagOctets = tagOctets;
  work.carriesRoc = carriesRoc;
  work.extensionCount = 0;
  if (!withCryptex && context.encryptedExtensions && context.encryptsSrtp && extended)
    if (!markEncryptedElements(work, packet, 0, fixed, header, context.encryptedExtensions))
      return packetStatus['malformed-packet'];
  return withCryptex ? filled.cryptex : filled.plain;
}

/**
 * Enters in `work` all that an SRTCP packet and its context tell; the MKI is still to come.
 *
 * @returns 0 or a status
 */
export function fillRtcp(work: PacketWork, context: Context, packet: Uint8Array, target: Uint8Array, offset: number): number {
  const tagOctets = context.srtcpTagOctets;
  const overhead = tagOctets + context.mkiOctets + srtcpIndexOctets;
  if (packet.length < rtcpClearOctets + overhead) return packetStatus['malformed-packet'];
  if (!fits(target, offset, packet.length - overhead)) return packetStatus['target-too-small'];
  const word = uint32(packet, mkiOffset(context, packet, true, tagOctets, false) - srtcpIndexOctets);
  work.source = packet;
  work.sourceStart = 0;
  work.sourceEnd = packet.length;
  work.target = target;
  work.targetStart = offset;
  work.rtcp = true;
  work.ssrc = rtcpSsrc(packet) | 0;
  work.index = word & 0x7fffffff;
  work.roc = 0;
  work.clear = rtcpClearOctets;
  work.encryptedCsrcOctets = 0;
  work.encrypt = word >>> 31 === 1 && context.suite.cipher !== 'null';
  work.tagOctets = tagOctets;
  work.carriesRoc = false;
  work.extensionCount = 0;
  return 0;
}

/** The one key that a packet can be protected with; `undefined` where none is or where several may be. */
function onlyKey(context: Context, packet: Uint8Array, { rtcp, tagOctets, carriesRoc }: PacketWork): KeyEntry | undefined {
  if (context.byIndex) return undefined;
  if (context.mkiOctets === 0) return context.keys[0];
  return keyByMki(context, packet, mkiOffset(context, packet, rtcp, tagOctets, carriesRoc));
}
