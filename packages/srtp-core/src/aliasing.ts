import type { PacketWork } from './engine.js';

/**
 * Makes the source safe to read while the target is written: it stays where the two are apart or the very same octets, else it
 * becomes a copy. With counter mode, octets overwritten before they are read would reveal keystream.
 */
export function separate(work: PacketWork): void {
  const { source, sourceStart, sourceEnd, target, targetStart } = work;
  if (source.buffer !== target.buffer) return;
  const from = source.byteOffset + sourceStart;
  const to = target.byteOffset + targetStart;
  if (from === to || source.byteOffset + sourceEnd <= to || from >= target.byteOffset + target.length) return;
  work.source = Uint8Array.from(source.subarray(sourceStart, sourceEnd));
  work.sourceStart = 0;
  work.sourceEnd = sourceEnd - sourceStart;
}

/** Whether the target has room for so many octets from the offset on, which a caller may have computed wrongly. */
export function fits(target: Uint8Array, offset: number, octets: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && target.length - offset >= octets;
}
