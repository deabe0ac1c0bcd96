// MIKEY-SAKKE keys a call (RFC 6509), the way mission-critical push to talk does it: names are public keys. A key management service (KMS)
// gives every user keys for a name and a month; after that it takes no part. One message in the offer keys the call, and none comes back.
//
//   npm run example mikey-sakke
import { type KmsDomain, replayCache, uri } from '@sdpsec/mikey';
import { KeyAuthority, KmsPublicKey, monthlyIdentifier, ReceiverKey, SigningKey, sakkeHost } from '@sdpsec/mikey/sakke';
import { answerOffer, createOffer, type RtpSessionKeying } from '@sdpsec/negotiation';
import { SrtpSession } from '@sdpsec/srtp-core';

// The KMS. Its secrets make everybody's keys, so it can read every call and sign as every user: it has to be trusted with all of that.
const authority = KeyAuthority.random();
const domain: KmsDomain = { scheme: 'tel-month', kms: 'kms.example.org' };
const kms = { uri: 'kms.example.org', kpak: authority.kpak, z: KmsPublicKey.from(authority.z) };

/** Once a month, over a channel that both trust, the KMS gives a user his two keys; he validates them. */
function provisioned(number: string) {
  const identifier = monthlyIdentifier(number, Date.now());
  const signingKeys = [SigningKey.from(authority.signingKeyMaterial(identifier))];
  const receiverKeys = [ReceiverKey.from({ identifier, kms: kms.z, rsk: authority.receiverSecretKey(identifier) })];
  const host = { ...sakkeHost({ kms: [kms], signingKeys, receiverKeys }), claimReplay: replayCache() };
  return { host, identity: uri(number), sakke: { domain } };
}
const [alicesNumber, bobsNumber] = ['tel:+447700900123', 'tel:+447700900456'];
const [alice, bob] = [provisioned(alicesNumber), provisioned(bobsNumber)];

const localSdp = (address: string) =>
  `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 5004 RTP/SAVP 0\r\na=rtpmap:0 PCMU/8000\r\n`;
const suites = ['AEAD_AES_128_GCM'] as const;

// Alice offers. The rollover counter travels in every packet (RFC 4771, mode 3), so that who joins late can decrypt at once.
const pending = createOffer(localSdp('192.0.2.1'), {
  policy: { security: { keying: ['mikey'], suites: [...suites], mikey: { offer: ['sakke'] } } },
  mikey: { ...alice, peer: uri(bobsNumber), rcc: { mode: 3, rate: 1, tagOctets: 4 } },
});
const line = pending.sdp.split('\r\n').find(one => one.startsWith('a=key-mgmt')) ?? '';
console.log(`offer: ${line.slice(0, 40)}... (${line.length} characters)`);

// Bob knows who called: the signature is good for one name alone. His answer needs no message, the profile says that he takes it.
const answered = answerOffer(pending.sdp, localSdp('192.0.2.2'), {
  policy: { security: { keying: ['mikey'], suites: [...suites] } },
  mikey: { ...bob, peer: uri(alicesNumber) },
});
const [section] = answered.agreement.sections;
if (section?.kind !== 'mikey') throw new Error(section?.kind === 'rejected' ? section.reason : 'expected MIKEY');
console.log(
  `answer: ${answered.sdp.includes('a=key-mgmt') ? 'with' : 'without'} a=key-mgmt, ${section.suite}, by ${section.protectedBy}`,
);

const { agreement } = pending.accept(answered.sdp);
talk(agreement.rtpSessions[0]!, answered.agreement.rtpSessions[0]!);

/** Media both ways, each under its sender's keys. */
function talk(ofAlice: RtpSessionKeying, ofBob: RtpSessionKeying): void {
  const [here, there] = [new SrtpSession(ofAlice), new SrtpSession(ofBob)];
  const packet = here.protectRtp(rtp(0xa11ce, 1, 'hello'));
  console.log(`  a packet has ${packet.length - 12 - 'hello'.length} octets more: 16 of the GCM tag, 4 of the ROC`);
  console.log(`  bob hears "${text(there.unprotectRtp(packet))}"`);
  console.log(`  alice hears "${text(here.unprotectRtp(there.protectRtp(rtp(0xb0b, 1, 'hello yourself'))))}"`);
  here.close();
  there.close();
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
