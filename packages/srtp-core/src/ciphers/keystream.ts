/**
 * One buffer for the keystreams of all modes: it would cost 1.5 KiB per key otherwise. Nothing here can be interrupted, so a
 * keystream lasts until the next one is asked for. Grows to the longest packet.
 */
let buffer = new Uint8Array(16 * 96);
let view = new DataView(buffer.buffer);

/** Room for at least `blocks` blocks of keystream. */
export function keystreamBuffer(blocks: number): Uint8Array {
  if (buffer.length < 16 * blocks) {
    buffer.fill(0);
    buffer = new Uint8Array(32 * blocks);
    view = new DataView(buffer.buffer);
  }
  return buffer;
}

/** The same room by words, which is the faster way to write whole blocks. */
export function keystreamWords(): DataView {
  return view;
}

/** Overwrites the last keystream. */
export function wipeKeystream(): void {
  buffer.fill(0);
}

/** XORs `octets` octets with a keystream. Source and target may be the same octets. */
export function xorKeystream(
  source: Uint8Array,
  sourceStart: number,
  keystream: Uint8Array,
  keystreamStart: number,
  target: Uint8Array,
  targetStart: number,
  octets: number,
): void {
  for (let i = 0; i < octets; i++)
    target[targetStart + i] = (source[sourceStart + i] as number) ^ (keystream[keystreamStart + i] as number);
}
