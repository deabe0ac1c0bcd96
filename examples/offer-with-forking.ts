// An SDES offerer whose INVITE forks to two phones: both send early media, one picks up, the other's media is discarded.
// RFC 4568 §7.3: each answer has a key of its own, so what arrives tells by its tag from whom it came.
//
//   npm run example offer-with-forking
import { answerOffer, createOffer } from '@sdpsec/negotiation';
import { refusalOf, type SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';

const sdpOf = (host: string) => `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n`;

// The INVITE: one offer, one key of ours for each suite.
const pending = createOffer(sdpOf('192.0.2.1'));

// The proxy sends it to two phones. What they do with it happens elsewhere; here it happens in this function.
function phone(host: string, ssrc: number) {
  const { sdp, agreement } = answerOffer(pending.sdp, sdpOf(host));
  const session = new SrtpSession(agreement.rtpSessions[0]!);
  let sequence = 0;
  return { sdp, session, talk: (word: string) => session.protectRtp(rtp(ssrc, ++sequence, word)) };
}
const desk = phone('192.0.2.10', 0x0000de5c);
const mobile = phone('192.0.2.20', 0x0000b11e);

// 183 from the desk phone: its answer starts the session. 183 from the mobile: a second answer, a fork of the receiving side.
const deskAnswer = pending.accept(desk.sdp);
const session = new SrtpSession(deskAnswer.agreement.rtpSessions[0]!);
const mobileAnswer = pending.accept(mobile.sdp);
const mobileKeying = mobileAnswer.agreement.rtpSessions[0]!;
const fork = session.fork(mobileKeying.receive);

console.log('early media');
hear(desk.talk('ringing at the desk'));
hear(mobile.talk('ringing in the pocket'));

// 200 from the mobile: its fork becomes the session's receiver, and its answer says with which key of ours we go on.
session.adopt(fork);
const { send } = session.update(mobileKeying);
console.log(`the mobile picks up: sending key ${send}, ${session.streams.length} stream known`);
hear(mobile.talk('hello'));
hear(desk.talk('still ringing'));
const spoken = text(mobile.session.unprotectRtp(session.protectRtp(rtp(0x1, 1, 'hello yourself'))));
console.log(`  the mobile hears "${spoken}"`);

// The dialog of the answer that counts is the one to go on with; the other one's is let go (BYE or CANCEL, RFC 3261 §13.2.2.4).
const rekeyed = createOffer(sdpOf('192.0.2.1'), { previous: mobileAnswer.dialog, rekey: true });
console.log(`re-keying offers ${rekeyed.sdp.match(/a=crypto/g)?.length} line(s) to the mobile alone`);

/** What arrives is tried with the keys of each answer: only one authenticates it, the others change nothing. */
function hear(packet: Uint8Array): void {
  const buffer = new Uint8Array(packet.length);
  const receivers: [string, SrtpReceiver][] = fork.closed
    ? [['mobile', session]]
    : [
        ['desk', session],
        ['mobile', fork],
      ];
  const refusals: string[] = [];
  for (const [from, receiver] of receivers) {
    const octets = receiver.unprotectRtpInto(packet, buffer);
    if (octets < 0) refusals.push(`${refusalOf(octets)}`);
    else console.log(`  from the ${from}: "${text(buffer.subarray(0, octets))}"`);
  }
  if (refusals.length === receivers.length) console.log(`  discarded: ${refusals.join(', ')}`);
}

/** An RTP packet (RFC 3550 §5.1) with text in place of audio. */
function rtp(ssrc: number, sequence: number, payload: string): Uint8Array {
  const packet = new Uint8Array(12 + payload.length);
  const view = new DataView(packet.buffer);
  view.setUint16(0, 0x8000);
  view.setUint16(2, sequence);
  view.setUint32(4, sequence * 160);
  view.setUint32(8, ssrc);
  packet.set(new TextEncoder().encode(payload), 12);
  return packet;
}

function text(packet: Uint8Array): string {
  return new TextDecoder().decode(packet.subarray(12));
}
