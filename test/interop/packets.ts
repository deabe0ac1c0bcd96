/** Pseudo-random numbers that a seed determines (xorshift32), so that a failure can be run again. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % below;
  };
}

/** Consecutive RTP packets: payloads of 0..199 octets, some with CSRCs, a header extension or padding (RFC 3550 §5.1). */
export function rtpPackets(count: number, options: { ssrc: number; firstSequence: number; seed: number }): Buffer[] {
  const random = randomNumbers(options.seed);
  return Array.from({ length: count }, (_, i) => {
    const csrcs = random(4) === 0 ? random(16) : 0;
    const extensionWords = random(4) === 0 ? 1 + random(4) : 0;
    const payload = Buffer.from(Array.from({ length: random(200) }, () => random(256)));
    const padding = payload.length > 0 && random(8) === 0;
    if (padding) payload[payload.length - 1] = 1 + random(payload.length);
    const head = Buffer.alloc(12 + 4 * csrcs + (extensionWords > 0 ? 4 + 4 * extensionWords : 0));
    head[0] = 0x80 | (padding ? 0x20 : 0) | (extensionWords > 0 ? 0x10 : 0) | csrcs;
    head[1] = (random(2) << 7) | random(64);
    head.writeUInt16BE((options.firstSequence + i) & 0xffff, 2);
    head.writeUInt32BE((160 * i) >>> 0, 4);
    head.writeUInt32BE(options.ssrc, 8);
    for (let c = 0; c < csrcs; c++) head.writeUInt32BE(random(2 ** 32), 12 + 4 * c);
    if (extensionWords > 0) oneByteExtension(head.subarray(12 + 4 * csrcs), extensionWords, random);
    return Buffer.concat([head, payload]);
  });
}

/** RFC 8285 §4.2: elements of one octet of data, with ids 1, 2, 3, ... */
function oneByteExtension(target: Buffer, words: number, random: (below: number) => number): void {
  target.writeUInt16BE(0xbede, 0);
  target.writeUInt16BE(words, 2);
  for (let i = 0; i < 2 * words; i++) {
    target[4 + 2 * i] = (i + 1) << 4;
    target[5 + 2 * i] = random(256);
  }
}

/** Sender reports with 0..3 report blocks, each followed by an SDES packet (RFC 3550 §6.4.1, §6.5). */
export function rtcpPackets(count: number, options: { ssrc: number; seed: number }): Buffer[] {
  const random = randomNumbers(options.seed);
  return Array.from({ length: count }, () => {
    const blocks = random(4);
    const report = Buffer.from(Array.from({ length: 28 + 24 * blocks }, () => random(256)));
    report[0] = 0x80 | blocks;
    report[1] = 200;
    report.writeUInt16BE(report.length / 4 - 1, 2);
    report.writeUInt32BE(options.ssrc, 4);
    const description = Buffer.from([0x81, 202, 0, 3, 0, 0, 0, 0, 1, 4, 0x61, 0x62, 0x63, 0x64, 0, 0]);
    description.writeUInt32BE(options.ssrc, 4);
    return Buffer.concat([report, description]);
  });
}
