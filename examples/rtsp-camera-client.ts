// Plays from a camera that keys its media by MIKEY over RTSP inside TLS (RFC 4567, ONVIF), writes the decrypted RTP payloads of
// its first stream to a file and says what came. Against GStreamer's server and against a camera that follows ONVIF, the
// tests run it as it stands.
//
//   npx tsx examples/rtsp-camera-client.ts rtsps://192.0.2.7/stream1 --ca camera.pem --media udp --seconds 10 --out audio.ulaw
import { createWriteStream, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CameraClient } from './rtsp-camera-client/camera-client.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ca: { type: 'string' },
    media: { type: 'string', default: 'tcp' },
    seconds: { type: 'string', default: '10' },
    out: { type: 'string' },
    rekey: { type: 'boolean', default: false },
    onvif: { type: 'boolean', default: false },
  },
});
const [url] = positionals;
if (url === undefined || (values.media !== 'tcp' && values.media !== 'udp')) {
  console.log(
    'usage: rtsp-camera-client.ts rtsps://... [--ca FILE] [--onvif] [--media tcp|udp] [--seconds N] [--rekey] [--out FILE]',
  );
  process.exit();
}

const out = values.out === undefined ? undefined : createWriteStream(values.out);
const client = await CameraClient.open({
  ...{ url, media: values.media, keyOwner: values.onvif ? 'client' : 'sender' },
  ...(values.ca !== undefined && { ca: readFileSync(values.ca, 'utf8') }),
  onRtp: (packet, stream) => {
    // The payload begins behind the fixed header and as many CSRCs as its first octet says (RFC 3550 §5.1).
    if (stream === client.streams[0]) out?.write(packet.subarray(12 + 4 * ((packet[0] as number) & 15)));
  },
});
await client.play();
const enough = Date.now() + 1_000 * Number(values.seconds);
let rekeyed = false;
while (Date.now() < enough && !client.streams.every(({ ended }) => ended)) {
  await sleep(100);
  if (values.rekey && !rekeyed && client.streams.every(({ accepted }) => accepted.rtp > 20)) {
    rekeyed = true;
    for (const stream of client.streams)
      await client.rekey(stream).then(
        () => console.log(`m=${stream.section.media}: the device has taken a new key`),
        (error: Error) => console.log(`m=${stream.section.media}: no new key (${error.message})`),
      );
  }
}
// BYE may have overtaken the last packets, which have another port.
await sleep(200);
for (const { section, keys, accepted, refused } of client.streams) {
  const others = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  console.log(`m=${section.media} ${keys.suite}: ${accepted.rtp} RTP and ${accepted.rtcp} RTCP packets authenticated`);
  console.log(`  refused: ${others.length > 0 ? others.join(', ') : 'none'}`);
}
await client.close();
out?.end();
