/**
 * Decrypts a capture of as many MiB as the argument says, made on the fly, and prints what came out and how much memory that took:
 *
 *     npx tsx test/cli/decrypt/large-capture.ts 1024
 *
 * The capture holds calls of 20,000 packets with new keys and SSRCs each, and beside them noise that looks like RTP.
 */
import { decryptCapture } from '../../../packages/cli/src/decrypt/index.js';
import { type Frame, ipv4, pcap, udp } from '../capture/frames.js';
import { alice, bob, inline, key, sdp, sip } from './call.js';
import { SrtpSender } from './srtp-sender.js';

const packetsPerCall = 20_000;
const payload = Buffer.alloc(1100, 0x55);
const fileHeader = pcap([]);

async function* capture(octets: number): AsyncGenerator<Buffer> {
  yield fileHeader;
  let written = 0;
  for (let call = 0; written < octets; call++) {
    const sender = new SrtpSender({ key: key(call) });
    let frames: Frame[] = signalling(call);
    for (let index = 0; index < packetsPerCall && written < octets; index++) {
      frames.push(
        frame(sender.rtp(call, index, payload).packet, 5000),
        frame(Buffer.from([0x80, 0, 0, index & 0xff, 0, 0, 0, 0, ...noise(index)]), 7000),
      );
      if (frames.length < 50) continue;
      const chunk = pcap(frames).subarray(fileHeader.length);
      frames = [];
      written += chunk.length;
      yield chunk;
    }
  }
}

function signalling(call: number): Frame[] {
  const line = (octets: Buffer) => [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(octets)}`];
  const callId = `call-${call}`;
  return [
    frame(sip({ callId, body: sdp({ host: alice, lines: line(key(call)) }) }), 5060),
    frame(
      sip({ callId, start: 'SIP/2.0 200 OK', toTag: 'b', body: sdp({ host: bob, port: 5000, lines: line(key(call + 1)) }) }),
      5060,
    ),
  ];
}

function frame(packet: Buffer, port: number): Frame {
  return { octets: ipv4(udp(packet, 4000, port), { source: alice, destination: bob }) };
}

/** Another SSRC every time, and twenty octets of payload. */
function noise(index: number): number[] {
  return Array.from({ length: 24 }, (_, at) => (Math.imul(index + 1, 2_654_435_761 + at * 40_503) >>> 13) & 0xff);
}

async function main(): Promise<void> {
  const octets = Number(process.argv[2] ?? 1024) * 2 ** 20;
  let plain = 0;
  const began = Date.now();
  const { packets, streams } = await decryptCapture({ open: () => capture(octets), onPlain: () => plain++ });
  const opened = streams.reduce((sum, stream) => sum + stream.rtp.counts.opened, 0);
  const maxRss = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ packets, opened, plain, maxRss, seconds: (Date.now() - began) / 1000 })}\n`);
}

void main();
