// A gateway at the edge of a network: SRTP of many calls comes in, plain RTP for the recorder inside goes out. Datagrams that
// arrive in one turn of the event loop are unprotected in one call, each in its own place, without an allocation.
//
//   npm run example srtp-to-rtp-gateway
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Answered, answerOffer, createOffer } from '@sdpsec/negotiation';
import { refusalOf, type SrtpReceiver, SrtpSession, unprotectRtpBatch } from '@sdpsec/srtp-core';

const calls = 20;
const packetsPerCall = 30;
const localhost = '127.0.0.1';

/** Unprotects what comes in on the sockets of its calls, and sends it on in the clear. */
class Gateway {
  readonly dropped: Record<string, number> = {};
  batches = 0;
  readonly #sockets: Socket[] = [];
  readonly #sessions: SrtpReceiver[] = [];
  readonly #packets: Uint8Array[] = [];
  #statuses = new Int32Array(64);
  #scheduled = false;

  constructor(
    readonly recorder: Socket,
    readonly out = createSocket('udp4'),
  ) {}

  /** Opens a port for a call; gives its number. */
  async open({ agreement }: Answered): Promise<number> {
    const session = new SrtpSession(agreement.rtpSessions[0]!);
    const socket = createSocket('udp4', datagram => this.#enqueue(session, datagram));
    this.#sockets.push(socket);
    socket.bind(0, localhost);
    await once(socket, 'listening');
    return socket.address().port;
  }

  close(): void {
    for (const socket of [...this.#sockets, this.out]) socket.close();
  }

  #enqueue(session: SrtpReceiver, datagram: Uint8Array): void {
    this.#sessions.push(session);
    this.#packets.push(datagram);
    if (!this.#scheduled) setImmediate(() => this.#flush());
    this.#scheduled = true;
  }

  #flush(): void {
    const packets = this.#packets;
    if (this.#statuses.length < packets.length) this.#statuses = new Int32Array(2 * packets.length);
    // A target may be the packet itself: RTP is never longer than the SRTP it came in.
    unprotectRtpBatch(this.#sessions, packets, packets, this.#statuses);
    this.batches++;
    for (const [at, packet] of packets.entries()) {
      const octets = this.#statuses[at] as number;
      if (octets > 0) this.out.send(packet.subarray(0, octets), this.recorder.address().port, localhost);
      else this.#drop(refusalOf(octets) ?? 'empty');
    }
    this.#sessions.length = 0;
    packets.length = 0;
    this.#scheduled = false;
  }

  #drop(reason: string): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1;
  }
}

// The recorder knows nothing of keys: it reads the call from the SSRC and the number of the packet from the payload.
const recorded = Array.from({ length: calls }, () => '');
let arrived = 0;
const recorder = createSocket('udp4', rtp => {
  const call = rtp.readUInt32BE(8) - 1;
  recorded[call] += rtp.subarray(12).toString('latin1');
  arrived++;
});
recorder.bind(0, localhost);
await once(recorder, 'listening');
const gateway = new Gateway(recorder);

// The phones: each has negotiated a key of its own.
const sdp = `v=0\r\no=- 1 1 IN IP4 ${localhost}\r\ns=-\r\nc=IN IP4 ${localhost}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n`;
const phones = await Promise.all(
  Array.from({ length: calls }, async (_, call) => {
    const pending = createOffer(sdp);
    const answered = answerOffer(pending.sdp, sdp);
    const port = await gateway.open(answered);
    return { call, port, session: new SrtpSession(pending.accept(answered.sdp).agreement.rtpSessions[0]!) };
  }),
);

const network = createSocket('udp4');
for (let at = 0; at < packetsPerCall; at++) {
  for (const { call, port, session } of phones) {
    const packet = session.protectRtp(rtp(call + 1, at, String.fromCharCode(65 + (at % 26))));
    // An attacker sends ahead a changed copy of one packet of each call, and another one twice.
    if (at === 10) network.send(packet.with(-1, packet.at(-1)! ^ 1), port, localhost);
    network.send(packet, port, localhost);
    if (at === 20) network.send(packet, port, localhost);
  }
  const expected = (at + 1) * calls;
  while (arrived < expected) await new Promise(done => setTimeout(done, 2));
}

const whole = recorded.filter(text => text === 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCD').length;
console.log(`${calls} calls of ${packetsPerCall} packets; ${whole} recorded whole and in order`);
for (const [reason, count] of Object.entries(gateway.dropped)) console.log(`dropped ${count} packets: ${reason}`);
console.log(`${gateway.batches < calls * packetsPerCall ? 'fewer batches than packets' : 'no batch held two packets'}`);

gateway.close();
for (const socket of [recorder, network]) socket.close();

/** An RTP packet (RFC 3550 §5.1). */
function rtp(ssrc: number, sequence: number, payload: string): Uint8Array {
  const packet = Buffer.alloc(12 + payload.length);
  packet.writeUInt16BE(0x8000);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.write(payload, 12, 'latin1');
  return packet;
}
