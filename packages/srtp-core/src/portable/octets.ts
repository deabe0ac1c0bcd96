import type { PacketWork } from '../engine.js';

/** Copies [start, end), unless source and target are the same octets. */
export function copyOctets(source: Uint8Array, start: number, end: number, target: Uint8Array, targetStart: number): void {
  if (source.buffer === target.buffer && source.byteOffset + start === target.byteOffset + targetStart) return;
  if (end - start < 48) for (let from = start, to = targetStart; from < end; ) target[to++] = source[from++] as number;
  else target.set(source.subarray(start, end), targetStart);
}

/** Writes a 32-bit word in network order; returns the offset behind it. */
export function putWord(target: Uint8Array, at: number, word: number): number {
  target[at] = word >>> 24;
  target[at + 1] = word >>> 16;
  target[at + 2] = word >>> 8;
  target[at + 3] = word;
  return at + 4;
}

/** Writes E bit and SRTCP index (RFC 3711 §3.4); returns the offset behind them. */
export function putSrtcpIndex(target: Uint8Array, at: number, work: PacketWork): number {
  return putWord(target, at, work.encrypt ? work.index | 0x80000000 : work.index);
}

/** Writes the MKI; returns the offset behind it. */
export function putMki(target: Uint8Array, at: number, work: PacketWork): number {
  const { mki } = work;
  for (let i = 0; i < mki.length; i++) target[at + i] = mki[i] as number;
  return at + mki.length;
}
