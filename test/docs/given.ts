// What the examples in the documentation leave to their reader: SDPs of two user agents, keys, packets, and stand-ins for sockets,
// SIP stacks and foreign servers that keep everything to themselves. Each example gets a fresh copy.
import { createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  type CryptoSession,
  decodeMessage,
  drive,
  find,
  initiator,
  type MikeyHost,
  replayCache,
  responder,
  uri,
} from '@sdpsec/mikey';
import { KeyAuthority } from '@sdpsec/mikey/sakke';
import { answerOffer, createOffer, SdpDocument } from '@sdpsec/negotiation';
import { Secret, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';

export const console = { log: quiet, warn: quiet, error: quiet };

function quiet(..._values: readonly unknown[]): void {}

// Two user agents and their SDPs.
export const localSdp = sdpOf('192.0.2.1', 5004);
export const aliceSdp = localSdp;
export const bobSdp = sdpOf('192.0.2.2', 5006);
const pending = createOffer(aliceSdp, { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } } });
const answered = answerOffer(pending.sdp, bobSdp);
export const offerSdp = pending.sdp;
export const answerSdp = answered.sdp;
export const [offer, answer, sdp] = [offerSdp, answerSdp, offerSdp];
export const document = SdpDocument.parse(sdp);
export const offerDocument = document;
export const answerDocument = SdpDocument.parse(answerSdp);
export const log = `INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.1\r\n\r\n${sdp}`;
export const { agreement } = pending.accept(answerSdp);
export const keying = agreement.rtpSessions[0]!;

export const [invite, reinvite] = [offerSdp, createOffer(aliceSdp).sdp];

function sdpOf(host: string, port: number): string {
  return `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;
}

// What the SIP stack of the reader does.
export const call = (_sdp: string): void => {};
export const respond = (_status: number, _sdp?: string): void => {};

// Keys, sessions and packets.
export const [key, salt] = [Secret.random(16), Secret.random(14)];
export const value = '1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR';
export const rtpPacket = Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xca, 0xfe);
export const rtp = rtpPacket;
export const rtcp = Uint8Array.of(0x80, 0xc9, 0, 1, 0, 0, 0, 1);
const parametersOf = (suite: 'AES_CM_128_HMAC_SHA1_80' | 'DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM', octets: number) =>
  srtpParameters({
    suite,
    masterKeys: [{ key: Secret.random(octets), salt: Secret.random(suite.startsWith('DOUBLE') ? 24 : 14) }],
  });
export const [parameters] = [parametersOf('AES_CM_128_HMAC_SHA1_80', 16)];
export const [send, receive] = [[parametersOf('AES_CM_128_HMAC_SHA1_80', 16)], [parametersOf('AES_CM_128_HMAC_SHA1_80', 16)]];
export const session = new SrtpSession({ send: [parameters], receive: [parameters] });
export const packet = session.protectRtp(rtpPacket);
export const datagram = packet;
export const target = new Uint8Array(1500);
export const drops: Record<string, number> = {};
const receiving = srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key, salt }] });
/** A packet under `key` and `salt`. */
export const received = new SrtpSession({ send: [receiving] }).protectRtp(rtpPacket);
export const packets = [rtpPacket];
export const protectedPackets = [packet];
export const targets = [new Uint8Array(1500)];
export const sessions = [session];
export const statuses = new Int32Array(1);
export const play = (_rtp: Uint8Array): void => {};
export const socket = {
  send: (_octets: Uint8Array): void => {},
  on: (_event: 'message', _listener: (datagram: Uint8Array) => void): void => {},
};

// A media distributor (RFC 8723): the sender's endpoint has sealed `doubled`.
export const [fromEndpoint, toEndpoint] = [
  parametersOf('DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM', 32),
  parametersOf('DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM', 32),
];
export const doubled = new SrtpSession({ send: [fromEndpoint] }).protectRtp(rtpPacket);

// DTLS, and a store for snapshots.
export const material = crypto.getRandomValues(new Uint8Array(56));
export const tls = { exportKeyingMaterial: (octets: number, _label: string) => new Uint8Array(octets) };
export const callId = 'call-1';
export const wrappingKey = Secret.random(32);
const stored = new Map<string, Uint8Array>();
export const store = {
  put: async (id: string, octets: Uint8Array): Promise<void> => void stored.set(id, octets),
};

// MIKEY: a message from Alice to Bob, who share a key.
const alices = initiator({
  ...{ mode: 'psk', identity: uri('sip:alice@example.org'), peer: uri('sip:bob@example.org') },
  sessions: [{ policy: { suite: 'AES_CM_128_HMAC_SHA1_80' } }],
});
export const policy = { suite: 'AES_CM_128_HMAC_SHA1_80' } as const;
export const mki = Uint8Array.of(0, 0, 0, 1);
export const host: MikeyHost = { psk: () => key, claimReplay: replayCache() };
const sent = drive(alices.start(Date.now()), host);
if (sent.kind !== 'offered') throw new Error(sent.message);
export const { message } = sent;
export const octets = message;
export const decoded = decodeMessage(message);
export const header = decoded.header;
export const [timestamp, rand, sp, kemac] = [
  find(decoded, 'T')!,
  find(decoded, 'RAND')!,
  find(decoded, 'SP')!,
  find(decoded, 'KEMAC')!,
];
export const bob = responder({ identity: uri('sip:bob@example.org') });
export const alice = alices;
export const keyingOf = (cryptoSessions: readonly CryptoSession[]) => ({
  send,
  receive: cryptoSessions.map(({ parameters: one }) => one),
});
export const [ofTheSdp, ofOurSetup] = [receive, send];
const folder = new URL('../vectors/mikey/keys/', import.meta.url);
export const [certificatePem, keyPem, rootPem] = ['ca.pem', 'ka.pem', 'ca.pem'].map(name =>
  readFileSync(new URL(name, folder), 'utf8'),
) as [string, string, string];

export { createPrivateKey } from 'node:crypto';
export const envelope = publicEncrypt(createPublicKey(createPrivateKey(keyPem)), new Uint8Array(16));

// A key management service of MIKEY-SAKKE, and a user of it.
export const authority = KeyAuthority.random();
export const identifier = new TextEncoder().encode('2011-02\0tel:+447700900123\0');

// Foreign programs and servers.
export const spawn = (_program: string, _args: readonly string[]): void => {};
export const input = ['-i', 'sound.wav'];
export const janus = { send: (_request: object): void => {} };
export const recorder = { start: (_sdp: string): void => {} };
export const [ip, port] = ['192.0.2.1', 5004];
export const transport = { connect: async (_options: object): Promise<void> => {} };
export const request = { video: { srtpCryptoSuite: 0, srtp_key: new Uint8Array(16), srtp_salt: new Uint8Array(14) } };

// A capture without packets, and what its reader says of it.
export const item = { kind: 'problem', code: 'truncated', message: 'expected more octets' } as const;
export const createReadStream = (_path: string) =>
  Readable.from([Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')]);
