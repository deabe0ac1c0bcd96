// Keys agreed on by SDP, handed to the programs that carry the media: ffmpeg sends SRTP with them and a receiver of ours hears
// it; ffmpeg reads an SDP with them and hears us; GStreamer's srtpdec takes them as caps. Needs ffmpeg.
//
//   npm run example keys-for-ffmpeg-gstreamer
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { answerOffer, createOffer, type PolicyInput } from '@sdpsec/negotiation';
import { ffmpegArguments, ffmpegCryptoLine } from '@sdpsec/negotiation/adapters/ffmpeg';
import { gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { SrtpReceiver } from '@sdpsec/srtp-core';

const localhost = '127.0.0.1';
const sdp = `v=0\r\no=- 1 1 IN IP4 ${localhost}\r\ns=-\r\nc=IN IP4 ${localhost}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n`;

// What ffmpeg knows of SRTP is one suite, in two lengths of the tag.
const policy: PolicyInput = { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } };
const pending = createOffer(sdp, { policy });
const answered = answerOffer(pending.sdp, sdp, { policy });
const { send, receive } = answered.agreement.rtpSessions[0]!;
const theirs = pending.accept(answered.sdp).agreement.rtpSessions[0]!;

// 1. ffmpeg sends in our place: `send` goes to its command line.
const media = createSocket('udp4').bind(0, localhost);
await once(media, 'listening');
const receiver = new SrtpReceiver(theirs.receive);
let heard = 0;
let refused = 0;
let ssrc = 0;
media.on('message', datagram => {
  if (datagram[1] !== 0) return; // payload type 0 alone: RTCP comes on this port too
  if (receiver.unprotectRtpInto(datagram, datagram) > 0) heard++;
  else refused++;
  ssrc = datagram.readUInt32BE(8);
});
const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1:sample_rate=8000', '-c:a', 'pcm_mulaw'];
const target = `srtp://${localhost}:${media.address().port}?localaddr=${localhost}&pkt_size=172`;
const sender = [...sound, ...ffmpegArguments(send[0]!), '-f', 'rtp', '-payload_type', '0', target];
console.log(`ffmpeg ${shown(sender)}`);
const ffmpeg = spawn('ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'warning', ...sender], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
await once(ffmpeg, 'close');
await new Promise(done => setTimeout(done, 200));
media.close();
console.log(`-> ${heard} packets of ffmpeg authenticated, ${refused} refused\n`);

// 2. ffmpeg receives in our place: `receive` goes into an SDP that it reads.
console.log('ffplay -protocol_whitelist file,rtp,udp,srtp -i call.sdp, with this in call.sdp:');
console.log(`   m=audio 5004 RTP/SAVP 0\n   ${shown([ffmpegCryptoLine(receive[0]!)])}\n`);

// 3. GStreamer receives: srtpdec asks for keys for each SSRC, or takes them from the caps of the packets.
const caps = gstreamerCaps(theirs.receive[0]!, { ssrc });
console.log(`gst-launch-1.0 udpsrc port=5004 caps="${shown([caps])}" ! srtpdec ! rtppcmudepay ! mulawdec ! autoaudiosink`);

process.exitCode = heard > 0 && refused === 0 ? 0 : 1;

/** As it may be shown: keys stay hidden, base64 and hexadecimal. */
function shown(args: readonly string[]): string {
  return args.join(' ').replaceAll(/[A-Za-z0-9+/]{40,}=*/g, '(key)');
}
