// libwebrtc as a program of its own, for what is native in it shall not run among the tests.
//
//   node wrtc-peer.mjs offer|answer
//
// One JSON value a line: the peer's SDP comes on standard input; `{sdp}` and then `{rtp, loudest, reported}` go to standard output:
// RTP packets decrypted, the loudest sample heard, and the packet count in the last sender report about them.
import { createInterface } from 'node:readline';
import wrtc from '@roamhq/wrtc';

const { RTCAudioSink, RTCAudioSource } = wrtc.nonstandard;
const connection = new wrtc.RTCPeerConnection({ iceServers: [] });
const say = value => process.stdout.write(`${JSON.stringify(value)}\n`);

// A tone of 440 Hz, in pieces of 10 ms.
const source = new RTCAudioSource();
connection.addTrack(source.createTrack());
let piece = 0;
setInterval(() => {
  const at = 480 * piece++;
  const samples = Int16Array.from({ length: 480 }, (_, i) => 8_000 * Math.sin((2 * Math.PI * 440 * (at + i)) / 48_000));
  source.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
}, 10);

let loudest = 0;
connection.ontrack = ({ track }) => {
  new RTCAudioSink(track).ondata = ({ samples }) => {
    for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  };
};

async function describe(description) {
  await connection.setLocalDescription(description);
  while (connection.iceGatheringState !== 'complete') await new Promise(resolve => setTimeout(resolve, 20));
  say({ sdp: connection.localDescription.sdp });
}

const offering = process.argv[2] === 'offer';
if (offering) await describe(await connection.createOffer());
for await (const line of createInterface({ input: process.stdin })) {
  await connection.setRemoteDescription({ type: offering ? 'answer' : 'offer', sdp: JSON.parse(line).sdp });
  if (!offering) await describe(await connection.createAnswer());
  setInterval(async () => {
    const stats = [...(await connection.getStats()).values()];
    const rtp = stats.find(({ type }) => type === 'inbound-rtp')?.packetsReceived ?? 0;
    const reported = stats.find(({ type }) => type === 'remote-outbound-rtp')?.packetsSent ?? 0;
    say({ rtp, loudest, reported });
  }, 100);
}
