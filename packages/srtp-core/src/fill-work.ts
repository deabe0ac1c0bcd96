import { fits } from './aliasing.js';
import type { Context } from './context.js';
import { cryptexConcerns, isCryptex } from './cryptex.js';
import { type PacketWork, rocOctets, srtcpIndexOctets } from './engine.js';
import { markEncryptedElements } from './header-extension.js';
import { mkiOffset } from './key-choice.js';
import { rtcpClearOctets, rtcpSsrc } from './rtcp-header.js';
import { csrcEnd, fixedHeaderOctets, hasExtension, rtpSsrc, sequenceOf, uint32 } from './rtp-header.js';
import { packetStatus } from './status.js';

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
  enterSrtp(work, context, packet, header, target, offset);
  if (withCryptex) {
    work.clear = fixed + 4;
    work.encryptedCsrcOctets = fixed - fixedHeaderOctets;
  }
  work.tagOctets = tagOctets;
  work.carriesRoc = carriesRoc;
  if (!withCryptex && context.encryptedExtensions && context.encryptsSrtp && extended)
    if (!markEncryptedElements(work, packet, 0, fixed, header, context.encryptedExtensions))
      return packetStatus['malformed-packet'];
  return withCryptex ? filled.cryptex : filled.plain;
}

/**
 * As {@link fillRtp} does, under an everyday context.
 *
 * @returns false for a packet or a target that is too short
 */
export function fillEveryday(
  work: PacketWork,
  context: Context,
  packet: Uint8Array,
  header: number,
  target: Uint8Array,
  offset: number,
): boolean {
  const octets = packet.length - context.srtpTagOctets(false) - context.mkiOctets;
  if (octets < header || !fits(target, offset, octets)) return false;
  enterSrtp(work, context, packet, header, target, offset);
  return true;
}

/** An SRTP packet that carries no ROC, and whose clear part is its header. */
function enterSrtp(
  work: PacketWork,
  context: Context,
  packet: Uint8Array,
  header: number,
  target: Uint8Array,
  offset: number,
): void {
  work.source = packet;
  work.sourceStart = 0;
  work.sourceEnd = packet.length;
  work.target = target;
  work.targetStart = offset;
  work.rtcp = false;
  work.ssrc = rtpSsrc(packet) | 0;
  work.clear = header;
  work.encryptedCsrcOctets = 0;
  work.encrypt = context.encryptsSrtp;
  work.tagOctets = context.srtpTagOctets(false);
  work.carriesRoc = false;
  work.extensionCount = 0;
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
