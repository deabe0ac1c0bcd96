import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  classifyPacket,
  deriveFromDtlsExporter,
  dtlsExporterLabel,
  dtlsExporterOctets,
  SrtpError,
  SrtpSession,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { type RTCDtlsTransport, RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import { Program } from '../program.js';

const packets = 150;
const opus = new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 });

/** What libwebrtc says about our packets. */
interface PeerStats {
  readonly rtp: number;
  readonly loudest: number;
  readonly reported: number;
}

/** A call between libwebrtc and werift's DTLS handshake with our SRTP behind it: what is heard goes back as our own stream. */
class EchoCall {
  readonly accepted = { rtp: 0, rtcp: 0 };
  readonly refused: string[] = [];
  sent = 0;
  #session: SrtpSession | undefined;
  #profile = 0;
  readonly #connection: RTCPeerConnection;
  readonly #peer: Program;
  readonly #ssrc: number;

  private constructor(connection: RTCPeerConnection, peer: Program, ssrc: number) {
    this.#connection = connection;
    this.#peer = peer;
    this.#ssrc = ssrc;
  }

  /** Who answers the offer is the DTLS client, for both ends offer `actpass` (RFC 5763 §5). */
  static async open(dtlsRole: 'client' | 'server'): Promise<EchoCall> {
    const script = fileURLToPath(new URL('wrtc-peer.mjs', import.meta.url));
    const role = dtlsRole === 'client' ? 'offer' : 'answer';
    const peer = new Program('timeout', ['-k', '0.5', '60', process.execPath, script, role]);
    const connection = new RTCPeerConnection({ iceServers: [], iceUseIpv6: false, codecs: { audio: [opus] } });
    const { sender } = connection.addTransceiver('audio', { direction: 'sendrecv' });
    const call = new EchoCall(connection, peer, sender.ssrc);
    if (role === 'answer') {
      await connection.setLocalDescription(await connection.createOffer());
      peer.say(JSON.stringify({ sdp: connection.localDescription?.sdp }));
    }
    await peer.untilSaid('{"sdp":');
    const { sdp } = JSON.parse(/^\{"sdp":.*\}$/m.exec(peer.output)?.[0] ?? '') as { sdp: string };
    if (role === 'answer') await connection.setRemoteDescription({ type: 'answer', sdp });
    else {
      await connection.setRemoteDescription({ type: 'offer', sdp });
      await connection.setLocalDescription(await connection.createAnswer());
      peer.say(JSON.stringify({ sdp: connection.localDescription?.sdp }));
    }
    return call;
  }

  /** Runs until the echo has been heard, or ten seconds are over. */
  async run(): Promise<PeerStats> {
    const transport = this.#connection.dtlsTransports[0]!;
    // Its own sender and receiver would report under the same keys.
    Object.assign(transport, { sendRtp: async () => 0, sendRtcp: async () => 0 });
    for (let waited = 0; waited < 20_000 && transport.state !== 'connected'; waited += 5) await sleep(5);
    this.#key(transport);
    transport.iceTransport.connection.onData.subscribe(packet => this.#receive(packet, transport));
    for (let waited = 0; waited < 20_000 && !this.#done(); waited += 50) await sleep(50);
    return this.#heard();
  }

  get suite(): number {
    return this.#profile;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    this.#session?.close();
    await this.#peer.stop();
  }

  #key({ dtls, role }: RTCDtlsTransport): void {
    const profile = dtls?.srtp.srtpProfile;
    if (!dtls || !profile || role === 'auto') throw new Error(`no DTLS connection; libwebrtc said:\n${this.#peer.output}`);
    this.#profile = profile;
    const material = dtls.exportKeyingMaterial(dtlsExporterLabel, dtlsExporterOctets(profile));
    this.#session = new SrtpSession(deriveFromDtlsExporter(material, profile, role));
  }

  #receive(packet: Buffer, transport: RTCDtlsTransport): void {
    const session = this.#session!;
    const kind = classifyPacket(packet);
    if (kind !== 'rtp' && kind !== 'rtcp') return;
    try {
      const octets = kind === 'rtp' ? session.unprotectRtp(packet) : session.unprotectRtcp(packet);
      this.accepted[kind]++;
      if (kind === 'rtp' && this.sent < packets) this.#echo(Buffer.from(octets), transport);
    } catch (error) {
      this.refused.push(`${kind}: ${error instanceof SrtpError ? error.code : error}`);
    }
  }

  /** The same payload in our stream, from sequence number 65,450 on; then a sender report about all of it. */
  #echo(packet: Buffer, transport: RTCDtlsTransport): void {
    const session = this.#session!;
    packet.writeUInt16BE((65_450 + this.sent) & 0xffff, 2);
    packet.writeUInt32BE(this.#ssrc, 8);
    void transport.iceTransport.connection.send(Buffer.from(session.protectRtp(packet)));
    if (++this.sent < packets) return;
    const report = Buffer.alloc(28);
    report.writeUInt32BE(0x80c80006, 0);
    report.writeUInt32BE(this.#ssrc, 4);
    report.writeUInt32BE(Math.floor(Date.now() / 1_000) + 2_208_988_800, 8);
    report.writeUInt32BE(packet.readUInt32BE(4), 16);
    report.writeUInt32BE(this.sent, 20);
    void transport.iceTransport.connection.send(Buffer.from(session.protectRtcp(report)));
  }

  #done(): boolean {
    const { rtp, loudest, reported } = this.#heard();
    return rtp >= packets && reported >= packets && loudest > 1_000 && this.accepted.rtcp > 0;
  }

  #heard(): PeerStats {
    const last = this.#peer.output.trimEnd().split('\n').at(-1) ?? '';
    return last.startsWith('{"rtp"') && last.endsWith('}') ? JSON.parse(last) : { rtp: 0, loudest: 0, reported: 0 };
  }
}

describe('werift, its DTLS handshake with libwebrtc (@roamhq/wrtc) and our SRTP behind it', function () {
  this.timeout(90_000);

  for (const role of ['client', 'server'] as const)
    it(`as DTLS ${role}: three seconds both ways under the exported keys (RFC 5764 §4.2)`, async () => {
      const call = await EchoCall.open(role);
      try {
        const heard = await call.run();
        expect(call.suite, 'profile SRTP_AES128_CM_HMAC_SHA1_80').to.equal(1);
        expect(call.refused).to.deep.equal([]);
        expect(call.accepted.rtp).to.be.at.least(packets);
        expect(call.accepted.rtcp).to.be.greaterThan(0);
        expect(heard).to.include({ rtp: packets, reported: packets });
        // The tone comes back as sound: what libwebrtc decrypted is what it had encoded.
        expect(heard.loudest).to.be.greaterThan(1_000);
      } finally {
        await call.close();
      }
    });
});
