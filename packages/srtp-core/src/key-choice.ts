import type { Context, KeyEntry } from './context.js';
import { rocOctets } from './engine.js';

/** The highest SRTP index of a stream, -1 when there is none. */
export type HighestIndex = (ssrc: number) => number;

/**
 * Whether <From, To> lets a key be used (RFC 3711 §8.1.1). Where key management designated a stream, its index decides for all
 * streams; for SRTCP the last SRTP index of the stream does.
 *
 * @param index of the packet for SRTP, the highest of the stream for SRTCP
 */
export function isValidAt(entry: KeyEntry, ssrc: number, index: number, highestOf: HighestIndex): boolean {
  const { validity } = entry;
  if (!validity) return true;
  const own = validity.ssrc === undefined || validity.ssrc === ssrc;
  const deciding = Math.max(0, own ? index : highestOf(validity.ssrc as number));
  return deciding >= validity.from && deciding <= validity.to;
}

/** The key whose MKI stands at `at` in the packet. */
export function keyByMki(context: Context, packet: Uint8Array, at: number): KeyEntry | undefined {
  for (const entry of context.keys) {
    const { mki } = entry;
    let i = 0;
    while (i < mki.length && mki[i] === packet[at + i]) i++;
    if (i === mki.length) return entry;
  }
  return undefined;
}

/** Where the MKI of a protected packet stands, see the drawing at `PacketWork`. */
export function mkiOffset(context: Context, packet: Uint8Array, rtcp: boolean, tagOctets: number, carriesRoc: boolean): number {
  const behind = (context.aead ? 0 : tagOctets) + (carriesRoc && !rtcp ? rocOctets : 0);
  return packet.length - behind - context.mkiOctets;
}
