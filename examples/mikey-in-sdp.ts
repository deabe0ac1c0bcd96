// MIKEY keys a call: a=key-mgmt in offer and answer (RFC 4567), one call for each exchange but SAKKE (mikey-sakke.ts), and media under its keys.
// No key is ever printed, and with MIKEY none stands in the SDP: it may go over a signalling channel that others can read.
//
//   npm run example mikey-in-sdp       needs the openssl command, which makes the certificates of the two ends
import { execFileSync } from 'node:child_process';
import { type Mode, uri } from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import { answerOfferAsync, createOfferAsync, type RtpSessionKeying } from '@sdpsec/negotiation';
import { Secret, SrtpSession } from '@sdpsec/srtp-core';

/** What each exchange needs to be there before the call. */
const exchanges: Readonly<Record<Exclude<Mode, 'sakke'>, string>> = {
  psk: 'a key that both have; the caller chooses the keys of the media',
  'public-key': 'certificates, and the caller has that of the other; the caller chooses the keys',
  dh: 'certificates; both have a part in the keys, and nobody who takes a private key later can find them out',
  dhhmac: 'a key that both have; Diffie-Hellman as before, without certificates',
  'rsa-r': 'certificates, and none of the other end’s; the answerer chooses the keys',
};

// What both ends know before any call: a pre-shared key, and whose certificates they trust.
const psk = Secret.random(32);
const certificates = { alice: selfSigned('sip:alice@example.org'), bob: selfSigned('sip:bob@example.org') };
const anchors = Object.values(certificates).map(({ certificate }) => certificate);

/** One end. Its host has the secrets; a directory, an HSM or a shared replay cache may stand behind it as well. */
function end(name: 'alice' | 'bob', other: 'alice' | 'bob') {
  const { certificate, privateKey } = certificates[name];
  const host = nodeHost({
    ...{ psk: () => psk, certificates: [certificate], privateKey, anchors },
    knownCertificates: () => [certificates[other].certificate],
  });
  return { host, identity: uri(`sip:${name}@example.org`), peer: uri(`sip:${other}@example.org`) };
}
const [alice, bob] = [end('alice', 'bob'), end('bob', 'alice')];

const localSdp = (address: string) =>
  `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n`;

for (const mode of Object.keys(exchanges) as (keyof typeof exchanges)[]) {
  console.log(`${mode}: ${exchanges[mode]}`);

  // Alice offers this exchange. With several in `offer`, each has a line of its own, and Bob takes the first that his policy accepts.
  const pending = await createOfferAsync(localSdp('192.0.2.1'), {
    policy: { security: { keying: ['mikey'], mikey: { offer: [mode] } } },
    mikey: alice,
  });
  show('offer', pending.sdp);

  // Bob answers. What is wrong with a message is in the outcome: code and Warning headers for a 488.
  const answered = await answerOfferAsync(pending.sdp, localSdp('192.0.2.2'), {
    policy: { security: { keying: ['mikey'] } },
    mikey: bob,
  });
  const [section] = answered.agreement.sections;
  if (section?.kind !== 'mikey') throw new Error(section?.kind === 'rejected' ? section.reason : 'expected MIKEY');
  show('answer', answered.sdp);

  // Alice takes the answer. Where she has chosen the keys herself, she could hear early media before it (RFC 4567 §4.1.2).
  const { agreement } = await pending.acceptAsync(answered.sdp);
  const early = pending.early.length > 0 ? 'early media could be heard' : 'no early media';
  console.log(`  ${section.suite}; the offer was protected by ${section.protectedBy}; ${early}`);

  talk(agreement.rtpSessions[0]!, answered.agreement.rtpSessions[0]!);
}

/** Media both ways, each under its sender's keys. */
function talk(ofAlice: RtpSessionKeying, ofBob: RtpSessionKeying): void {
  const [here, there] = [new SrtpSession(ofAlice), new SrtpSession(ofBob)];
  console.log(`  bob hears "${text(there.unprotectRtp(here.protectRtp(rtp(0xa11ce, 1, 'hello'))))}"`);
  console.log(`  alice hears "${text(here.unprotectRtp(there.protectRtp(rtp(0xb0b, 1, 'hello yourself'))))}"`);
  here.close();
  there.close();
}

/** The security of an SDP, cut short: the messages are long. */
function show(what: string, sdp: string): void {
  for (const line of sdp.split('\r\n').filter(one => /^(m=|a=key-mgmt)/.test(one)))
    console.log(`  ${what}: ${line.length > 40 ? `${line.slice(0, 40)}... (${line.length} characters)` : line}`);
}

/** A certificate that vouches for itself, and its key. A real deployment has a CA, whose certificate alone is an anchor. */
function selfSigned(identity: string): { certificate: string; privateKey: string } {
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', '-', '-out', '-', '-subj', '/CN=-'];
  // MIKEY signs with the key, and encrypts to it; the identity in the message has to be a name of the certificate.
  const extensions = ['keyUsage=critical,digitalSignature,keyEncipherment', `subjectAltName=URI:${identity}`];
  const pem = execFileSync('openssl', [...request, ...extensions.flatMap(one => ['-addext', one])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [privateKey = '', certificate = ''] = pem.match(/-----BEGIN[\s\S]+?-----END.*-----/g) ?? [];
  return { certificate, privateKey };
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
