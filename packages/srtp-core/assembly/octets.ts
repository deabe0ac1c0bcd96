// Moving octets by vector loops: for the sizes of packets these beat memory.copy and memory.fill, which V8 makes calls into C.
// Each may touch up to 31 octets beyond the end it is given; the callers leave that room.

/** target ^= stream */
export function xor(target: usize, stream: usize, octets: i32): void {
  for (const end = target + <usize>octets; target < end; target += 32, stream += 32) {
    v128.store(target, v128.xor(v128.load(target), v128.load(stream)));
    v128.store(target, v128.xor(v128.load(target, 16), v128.load(stream, 16)), 16);
  }
}

export function copy(target: usize, source: usize, octets: i32): void {
  for (const end = target + <usize>octets; target < end; target += 32, source += 32) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
  }
}

export function zero(target: usize, octets: i32): void {
  for (let at: usize = 0; at < <usize>octets; at += 16) v128.store(target + at, i64x2.splat(0));
}
