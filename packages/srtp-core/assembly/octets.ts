// Moving octets by vector loops: for the sizes of packets these beat memory.copy and memory.fill, which V8 makes calls into C.
// Each may touch up to 15 octets beyond the end it is given; the callers leave that room.

/** target ^= stream */
export function xor(target: usize, stream: usize, octets: i32): void {
  for (let at: usize = 0; at < <usize>octets; at += 16)
    v128.store(target + at, v128.xor(v128.load(target + at), v128.load(stream + at)));
}

export function copy(target: usize, source: usize, octets: i32): void {
  for (let at: usize = 0; at < <usize>octets; at += 16) v128.store(target + at, v128.load(source + at));
}

export function zero(target: usize, octets: i32): void {
  for (let at: usize = 0; at < <usize>octets; at += 16) v128.store(target + at, i64x2.splat(0));
}
