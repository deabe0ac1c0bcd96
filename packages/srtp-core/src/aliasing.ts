/**
 * A packet that is safe to read while the target is written: itself, when the two are apart or the very same octets, else a copy.
 * With counter mode, octets overwritten before they are read would reveal keystream.
 */
export function readable(packet: Uint8Array, target: Uint8Array, offset: number): Uint8Array {
  if (packet.buffer !== target.buffer) return packet;
  const start = target.byteOffset + offset;
  if (packet.byteOffset === start || packet.byteOffset + packet.length <= start) return packet;
  return packet.byteOffset >= target.byteOffset + target.length ? packet : Uint8Array.from(packet);
}

/** Whether the target has room for so many octets from the offset on, which a caller may have computed wrongly. */
export function fits(target: Uint8Array, offset: number, octets: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && target.length - offset >= octets;
}
