// HMAC-SHA1 of many messages side by side: eight lanes, two registers of four words. Each lane hashes a message of its own, inner
// hash and then outer, and takes the next message as soon as it is done, so that lengths may differ. What is hashed when depends on
// the lengths alone.
import { INNER, OUTER } from './layout';
import { compress, ROUND_CONSTANTS, swapped } from './sha1';

const LANES: usize = 8;
/** So few lanes left are faster one by one. */
const TOO_FEW: i32 = 6;

// A job: context with the states of its key, padded data, its blocks, where the MAC goes.
const JOBS: usize = memory.data(64 * 16, 16);
const JOB_DATA: usize = 4;
const JOB_BLOCKS: usize = 8;
const JOB_MAC: usize = 12;

// A lane: the job it works for, the next block, blocks left (0: idle), whether it is in the outer hash.
const LANE: usize = memory.data(8 * 16, 16);
const LANE_DATA: usize = 4;
const LANE_LEFT: usize = 8;
const LANE_OUTER: usize = 12;

/** Five rows of eight words: the states of the lanes. */
const STATES: usize = memory.data(5 * 32, 16);
/** Eighty rows of eight words: the message schedules. */
const SCHEDULE: usize = memory.data(80 * 32, 16);
/** The message of each lane's outer hash: the inner hash and its padding. */
const OUTER_BLOCKS: usize = memory.data(8 * 64, 16);
const STATE: usize = memory.data(32, 16);

/** Puts a message into the batch; `data` is padded (`padHash`), `mac` has room for 20 octets. */
export function setJob(job: i32, context: usize, data: usize, blocks: i32, mac: usize): void {
  const at = JOBS + (<usize>job << 4);
  store<u32>(at, <u32>context);
  store<u32>(at, <u32>data, JOB_DATA);
  store<i32>(at, blocks, JOB_BLOCKS);
  store<u32>(at, <u32>mac, JOB_MAC);
}

/** Computes the MACs of jobs 0 to `count` - 1. */
export function hashJobs(count: i32): void {
  let next: i32 = 0;
  let busy: i32 = 0;
  for (let lane: usize = 0; lane < LANES; lane++) {
    if (next < count) {
      begin(lane, next++);
      busy++;
    } else store<i32>(LANE + (lane << 4), 0, LANE_LEFT);
  }
  while (busy > TOO_FEW) {
    compressLanes();
    for (let lane: usize = 0; lane < LANES; lane++) {
      const at = LANE + (lane << 4);
      const left = load<i32>(at, LANE_LEFT);
      if (left == 0) continue;
      store<u32>(at, load<u32>(at, LANE_DATA) + 64, LANE_DATA);
      store<i32>(at, left - 1, LANE_LEFT);
      if (left > 1) continue;
      if (!load<u32>(at, LANE_OUTER)) beginOuter(lane);
      else {
        saveState(lane, load<u32>(JOBS + (<usize>load<u32>(at) << 4), JOB_MAC));
        if (next < count) begin(lane, next++);
        else busy--;
      }
    }
  }
  for (let lane: usize = 0; lane < LANES; lane++) if (load<i32>(LANE + (lane << 4), LANE_LEFT) > 0) finishAlone(lane);
}

function begin(lane: usize, job: i32): void {
  const from = JOBS + (<usize>job << 4);
  const at = LANE + (lane << 4);
  store<i32>(at, job);
  store<u32>(at, load<u32>(from, JOB_DATA), LANE_DATA);
  store<i32>(at, load<i32>(from, JOB_BLOCKS), LANE_LEFT);
  store<u32>(at, 0, LANE_OUTER);
  loadState(lane, load<u32>(from) + INNER);
}

function beginOuter(lane: usize): void {
  const at = LANE + (lane << 4);
  const block = OUTER_BLOCKS + (lane << 6);
  saveState(lane, block);
  store<u32>(block, 0x80, 20);
  store<u32>(block, bswap<u32>((64 + 20) << 3), 60);
  store<u32>(at, <u32>block, LANE_DATA);
  store<i32>(at, 1, LANE_LEFT);
  store<u32>(at, 1, LANE_OUTER);
  loadState(lane, load<u32>(JOBS + (<usize>load<u32>(at) << 4)) + OUTER);
}

function finishAlone(lane: usize): void {
  const at = LANE + (lane << 4);
  for (;;) {
    for (let i: usize = 0; i < 5; i++) store<u32>(STATE + (i << 2), load<u32>(STATES + (lane << 2) + (i << 5)));
    compress(STATE, load<u32>(at, LANE_DATA), load<i32>(at, LANE_LEFT));
    for (let i: usize = 0; i < 5; i++) store<u32>(STATES + (lane << 2) + (i << 5), load<u32>(STATE + (i << 2)));
    if (load<u32>(at, LANE_OUTER)) break;
    beginOuter(lane);
  }
  saveState(lane, load<u32>(JOBS + (<usize>load<u32>(at) << 4), JOB_MAC));
}

/** Saved words into a lane. */
function loadState(lane: usize, from: usize): void {
  const to = STATES + (lane << 2);
  for (let i: usize = 0; i < 5; i++) store<u32>(to + (i << 5), load<u32>(from + (i << 2)));
}

/** A lane's hash in network order. */
function saveState(lane: usize, to: usize): void {
  const from = STATES + (lane << 2);
  for (let i: usize = 0; i < 5; i++) store<u32>(to + (i << 2), bswap(load<u32>(from + (i << 5))));
}

/** Rows of four lanes into columns: word by word instead of lane by lane, and out of network order. */
@inline
function transpose(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, swapped(i64x2.shuffle(ab, cd, 0, 2)));
  v128.store(to, swapped(i64x2.shuffle(ab, cd, 1, 3)), 32);
  v128.store(to, swapped(i64x2.shuffle(ab2, cd2, 0, 2)), 64);
  v128.store(to, swapped(i64x2.shuffle(ab2, cd2, 1, 3)), 96);
}

@inline
function dataOf(lane: usize, octet: usize): v128 {
  return v128.load(<usize>load<u32>(LANE + (lane << 4), LANE_DATA) + octet);
}

@inline
function rotated(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Writes a row of the schedule; `w3` is the one three rows before. */
@inline
function expand(row: usize, w3: v128): v128 {
  const far = v128.xor(v128.load(row - 16 * 32), v128.load(row - 14 * 32));
  const sum = v128.xor(far, v128.xor(v128.load(row - 8 * 32), w3));
  const word = v128.or(i32x4.add(sum, sum), i32x4.shr_u(sum, 31));
  v128.store(row, word);
  return word;
}

/** Rows 16 to 79 of four lanes. Those just written stay in registers: from memory each would wait for its store. */
@inline
function expandLanes(rows: usize): void {
  let w3 = v128.load(rows + 13 * 32);
  let w2 = v128.load(rows + 14 * 32);
  let w1 = v128.load(rows + 15 * 32);
  for (let row = rows + 16 * 32; row < rows + 80 * 32; row += 4 * 32) {
    const next = expand(row, w3);
    w3 = expand(row + 32, w2);
    w2 = expand(row + 64, w1);
    w1 = expand(row + 96, next);
  }
}

@inline
function choose(b: v128, c: v128, d: v128): v128 {
  return v128.xor(d, v128.and(b, v128.xor(c, d)));
}

@inline
function parity(b: v128, c: v128, d: v128): v128 {
  return v128.xor(b, v128.xor(c, d));
}

@inline
function majority(b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.and(b, c), v128.and(d, v128.xor(b, c)));
}

/** e + K + w + f(b, c, d) + rotl(a, 5), `rotl(a, 5)` last: everything else is ready before it. */
@inline
function sum(a: v128, e: v128, f: v128, k: v128, w: v128): v128 {
  return i32x4.add(i32x4.add(i32x4.add(e, k), i32x4.add(w, f)), rotated(a, 5));
}

/** One block of every lane. Rolled: V8 spills what an unrolled form would keep in registers. */
function compressLanes(): void {
  for (let octet: usize = 0; octet < 64; octet += 16) {
    const to = SCHEDULE + (octet << 3);
    transpose(dataOf(0, octet), dataOf(1, octet), dataOf(2, octet), dataOf(3, octet), to);
    transpose(dataOf(4, octet), dataOf(5, octet), dataOf(6, octet), dataOf(7, octet), to + 16);
  }
  expandLanes(SCHEDULE);
  expandLanes(SCHEDULE + 16);
  let a = v128.load(STATES);
  let b = v128.load(STATES, 32);
  let c = v128.load(STATES, 64);
  let d = v128.load(STATES, 96);
  let e = v128.load(STATES, 128);
  let A = v128.load(STATES, 16);
  let B = v128.load(STATES, 48);
  let C = v128.load(STATES, 80);
  let D = v128.load(STATES, 112);
  let E = v128.load(STATES, 144);
  let row = SCHEDULE;
  let k = v128.load(ROUND_CONSTANTS);
  for (const end = row + 20 * 32; row < end; row += 5 * 32) {
    e = sum(a, e, choose(b, c, d), k, v128.load(row));
    b = rotated(b, 30);
    E = sum(A, E, choose(B, C, D), k, v128.load(row, 16));
    B = rotated(B, 30);
    d = sum(e, d, choose(a, b, c), k, v128.load(row, 32));
    a = rotated(a, 30);
    D = sum(E, D, choose(A, B, C), k, v128.load(row, 48));
    A = rotated(A, 30);
    c = sum(d, c, choose(e, a, b), k, v128.load(row, 64));
    e = rotated(e, 30);
    C = sum(D, C, choose(E, A, B), k, v128.load(row, 80));
    E = rotated(E, 30);
    b = sum(c, b, choose(d, e, a), k, v128.load(row, 96));
    d = rotated(d, 30);
    B = sum(C, B, choose(D, E, A), k, v128.load(row, 112));
    D = rotated(D, 30);
    a = sum(b, a, choose(c, d, e), k, v128.load(row, 128));
    c = rotated(c, 30);
    A = sum(B, A, choose(C, D, E), k, v128.load(row, 144));
    C = rotated(C, 30);
  }
  k = v128.load(ROUND_CONSTANTS, 16);
  for (const end = row + 20 * 32; row < end; row += 5 * 32) {
    e = sum(a, e, parity(b, c, d), k, v128.load(row));
    b = rotated(b, 30);
    E = sum(A, E, parity(B, C, D), k, v128.load(row, 16));
    B = rotated(B, 30);
    d = sum(e, d, parity(a, b, c), k, v128.load(row, 32));
    a = rotated(a, 30);
    D = sum(E, D, parity(A, B, C), k, v128.load(row, 48));
    A = rotated(A, 30);
    c = sum(d, c, parity(e, a, b), k, v128.load(row, 64));
    e = rotated(e, 30);
    C = sum(D, C, parity(E, A, B), k, v128.load(row, 80));
    E = rotated(E, 30);
    b = sum(c, b, parity(d, e, a), k, v128.load(row, 96));
    d = rotated(d, 30);
    B = sum(C, B, parity(D, E, A), k, v128.load(row, 112));
    D = rotated(D, 30);
    a = sum(b, a, parity(c, d, e), k, v128.load(row, 128));
    c = rotated(c, 30);
    A = sum(B, A, parity(C, D, E), k, v128.load(row, 144));
    C = rotated(C, 30);
  }
  k = v128.load(ROUND_CONSTANTS, 32);
  for (const end = row + 20 * 32; row < end; row += 5 * 32) {
    e = sum(a, e, majority(b, c, d), k, v128.load(row));
    b = rotated(b, 30);
    E = sum(A, E, majority(B, C, D), k, v128.load(row, 16));
    B = rotated(B, 30);
    d = sum(e, d, majority(a, b, c), k, v128.load(row, 32));
    a = rotated(a, 30);
    D = sum(E, D, majority(A, B, C), k, v128.load(row, 48));
    A = rotated(A, 30);
    c = sum(d, c, majority(e, a, b), k, v128.load(row, 64));
    e = rotated(e, 30);
    C = sum(D, C, majority(E, A, B), k, v128.load(row, 80));
    E = rotated(E, 30);
    b = sum(c, b, majority(d, e, a), k, v128.load(row, 96));
    d = rotated(d, 30);
    B = sum(C, B, majority(D, E, A), k, v128.load(row, 112));
    D = rotated(D, 30);
    a = sum(b, a, majority(c, d, e), k, v128.load(row, 128));
    c = rotated(c, 30);
    A = sum(B, A, majority(C, D, E), k, v128.load(row, 144));
    C = rotated(C, 30);
  }
  k = v128.load(ROUND_CONSTANTS, 48);
  for (const end = row + 20 * 32; row < end; row += 5 * 32) {
    e = sum(a, e, parity(b, c, d), k, v128.load(row));
    b = rotated(b, 30);
    E = sum(A, E, parity(B, C, D), k, v128.load(row, 16));
    B = rotated(B, 30);
    d = sum(e, d, parity(a, b, c), k, v128.load(row, 32));
    a = rotated(a, 30);
    D = sum(E, D, parity(A, B, C), k, v128.load(row, 48));
    A = rotated(A, 30);
    c = sum(d, c, parity(e, a, b), k, v128.load(row, 64));
    e = rotated(e, 30);
    C = sum(D, C, parity(E, A, B), k, v128.load(row, 80));
    E = rotated(E, 30);
    b = sum(c, b, parity(d, e, a), k, v128.load(row, 96));
    d = rotated(d, 30);
    B = sum(C, B, parity(D, E, A), k, v128.load(row, 112));
    D = rotated(D, 30);
    a = sum(b, a, parity(c, d, e), k, v128.load(row, 128));
    c = rotated(c, 30);
    A = sum(B, A, parity(C, D, E), k, v128.load(row, 144));
    C = rotated(C, 30);
  }
  v128.store(STATES, i32x4.add(a, v128.load(STATES)));
  v128.store(STATES, i32x4.add(b, v128.load(STATES, 32)), 32);
  v128.store(STATES, i32x4.add(c, v128.load(STATES, 64)), 64);
  v128.store(STATES, i32x4.add(d, v128.load(STATES, 96)), 96);
  v128.store(STATES, i32x4.add(e, v128.load(STATES, 128)), 128);
  v128.store(STATES, i32x4.add(A, v128.load(STATES, 16)), 16);
  v128.store(STATES, i32x4.add(B, v128.load(STATES, 48)), 48);
  v128.store(STATES, i32x4.add(C, v128.load(STATES, 80)), 80);
  v128.store(STATES, i32x4.add(D, v128.load(STATES, 112)), 112);
  v128.store(STATES, i32x4.add(E, v128.load(STATES, 144)), 144);
}
