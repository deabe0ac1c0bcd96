import { readFileSync } from 'node:fs';
import {
  drive,
  driveAsync,
  type Established,
  type InitiatorOptions,
  initiator,
  type Mode,
  responder,
  rtspInitiator,
  rtspResponder,
} from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import { SrtpError } from '@sdpsec/srtp-core';
import { SrtpSession } from '@sdpsec/srtp-core/session';
import { expect } from 'chai';
import { alice, bob, cm80, established, now, offered, pskHost } from './parties.js';

const pem = (name: string) => readFileSync(new URL(`../vectors/mikey/certificates/${name}`, import.meta.url), 'utf8');
const der = (name: string) => Uint8Array.from(Buffer.from(pem(name).replace(/-----.*-----|\s/g, ''), 'base64'));
const host = (name: string) => ({
  ...nodeHost({
    ...{ certificates: [pem(`${name}.pem`), pem('intermediate.pem')], privateKey: pem('leaf.key'), anchors: [pem('root.pem')] },
  }),
  ...pskHost(),
});

/** Crypto session 1 is the stream of the Initiator, 2 that of the Responder (RFC 4567 §7.1). */
function sessionOf({ cryptoSessions }: Pick<Established, 'cryptoSessions'>, end: 'initiator' | 'responder'): SrtpSession {
  const [one, two] = [1, 2].map(csId =>
    cryptoSessions.filter(session => session.csId === csId).map(({ parameters }) => parameters),
  );
  return new SrtpSession(end === 'initiator' ? { send: one ?? [], receive: two ?? [] } : { send: two ?? [], receive: one ?? [] });
}

/** An RTP packet: version 2, payload type 0, 20 octets of audio. */
function rtp(ssrc: number, sequence: number): Uint8Array {
  const packet = new Uint8Array(32).fill(sequence);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x80000000 + sequence);
  view.setUint32(4, 160 * sequence);
  view.setUint32(8, ssrc);
  return packet;
}

function expectMedia(from: SrtpSession, to: SrtpSession, ssrc: number): void {
  for (let sequence = 1; sequence < 5; sequence++) {
    const plain = rtp(ssrc, sequence);
    const protectedPacket = from.protectRtp(plain).slice();
    expect(protectedPacket.subarray(12, 32)).to.not.deep.equal(plain.subarray(12));
    expect(to.unprotectRtp(protectedPacket)).to.deep.equal(plain);
    expect(() => to.unprotectRtp(protectedPacket)).to.throw(SrtpError);
  }
}

describe('media under the keys of every mode', () => {
  const sessions = [{ policy: cm80, ssrc: 0x11111111 }, { policy: cm80 }];
  const options = (mode: Mode): InitiatorOptions => ({
    ...{ mode, identity: alice, peer: bob, sessions },
    ...(mode === 'public-key' && { peerCertificates: [der('bob.pem'), der('intermediate.pem')] }),
  });

  for (const mode of ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r'] as const)
    it(mode, async () => {
      const hosts = [host('leaf'), host('bob')] as const;
      const bobs = responder({ identity: bob, ssrc: csId => (csId === 2 ? 0x22222222 : undefined) });
      const offer = offered(await driveAsync(initiator(options(mode)).start(now), hosts[0]));
      const answer = established(await driveAsync(bobs.handle(offer.message, now), hosts[1]));
      const done = established(
        await driveAsync(initiator(options(mode)).handle(offer.state, answer.reply as Uint8Array, now), hosts[0]),
      );
      const [one, other] = [sessionOf(done, 'initiator'), sessionOf(answer, 'responder')];
      expectMedia(one, other, 0x11111111);
      expectMedia(other, one, 0x22222222);
    });

  it('profile rtsp, with the MKI in every packet (trap 2)', () => {
    const sending = rtspInitiator({ withinTls: true, policy: cm80, mki: Uint8Array.of(0, 0, 0, 9), ssrc: 7 });
    const offer = offered(drive(sending.start(now), { claimReplay: () => true }));
    const answer = established(drive(rtspResponder({ withinTls: true }).handle(offer.message, now), { claimReplay: () => true }));
    const camera = sessionOf({ cryptoSessions: offer.early }, 'initiator');
    expect([...camera.protectRtp(rtp(7, 100)).slice(-14, -10)]).to.deep.equal([0, 0, 0, 9]);
    expectMedia(camera, sessionOf(answer, 'responder'), 7);
  });
});
