import { expect } from 'chai';
import { ipv6, pcap, udp } from '../capture/frames.js';
import { alice, bob, CallCapture, decrypt, inline, key, sdp, sip, voice } from './call.js';
import { SrtpSender } from './srtp-sender.js';

const suite = 'AES_CM_128_HMAC_SHA1_80';
const offerOf = (octets: Buffer, more: readonly string[] = [], port = 4000) =>
  sdp({ host: alice, port, lines: [`a=crypto:1 ${suite} ${inline(octets)}`, ...more] });
const answerOf = (octets: Buffer, more: readonly string[] = [], port = 5000) =>
  sdp({ host: bob, port, lines: [`a=crypto:1 ${suite} ${inline(octets)}`, ...more] });

/** `count` packets of Alice from `index` on, all of them expected. */
function talk(call: CallCapture, sender: SrtpSender, ssrc: number, index: number, count: number): void {
  for (let at = index; at < index + count; at++) {
    const rtp = sender.rtp(ssrc, at, voice(at));
    call.fromAlice(rtp.packet).expect(rtp);
  }
}

describe('a call with rekey, hold, SSRC change and a lost first wrap', () => {
  it('decrypts completely', async () => {
    const call = new CallCapture();
    const first = new SrtpSender({ key: key(1) });
    const backward = new SrtpSender({ key: key(2) });
    call.exchange(offerOf(key(1)), answerOf(key(2)));
    // The packets before the wrap were lost: ROC is 1 already.
    talk(call, first, 0xa11ce, 65_536 + 3, 10);
    for (let at = 65_530; at < 65_545; at++) {
      const rtp = backward.rtp(0xb0b, at, voice(at));
      call.fromBob(rtp.packet).expect(rtp);
    }
    for (let index = 0; index < 3; index++) {
      const rtcp = first.rtcp(0xa11ce, index);
      call.fromAlice(rtcp.packet, 4001, 5001).expect(rtcp);
    }
    // Hold, which changes nothing about the keys, and resumption with another SSRC (RFC 4568 §6.4.1: late binding).
    call.exchange(offerOf(key(1), ['a=sendonly']), answerOf(key(2), ['a=recvonly']), '2 INVITE');
    call.exchange(offerOf(key(1)), answerOf(key(2)), '3 INVITE');
    talk(call, first, 0xa11cf, 7, 10);
    // Rekey of Alice alone: the ROC goes on (RFC 3711 §3.3.1), once before her first wrap and once behind one.
    call.exchange(offerOf(key(3)), answerOf(key(2)), '4 INVITE');
    talk(call, new SrtpSender({ key: key(3) }), 0xa11cf, 17, 10);
    talk(call, new SrtpSender({ key: key(3) }), 0xa11ce, 65_536 + 13, 10);
    // Rekey with another address: the ROC begins at 0 (RFC 4568 §7.1.4).
    call.exchange(offerOf(key(4), [], 4002), answerOf(key(2)), '5 INVITE');
    talk(call, new SrtpSender({ key: key(4) }), 0xa11ce, 23, 10);

    const { plain, report, rules } = await decrypt(call.file());
    expect(plain.map(octets => octets.toString('hex'))).to.deep.equal(call.expected.map(octets => octets.toString('hex')));
    const rows = report.streams.map(({ ssrc, firstRoc, keys, outcome, lost }) => ({
      ssrc,
      firstRoc,
      keys: keys.map(({ roc }) => roc),
      outcome,
      lost,
    }));
    expect(rows).to.deep.equal([
      { ssrc: '000a11ce', firstRoc: 1, keys: [1, 1, 0], outcome: 'decrypted', lost: 0 },
      { ssrc: '00000b0b', firstRoc: 0, keys: [0], outcome: 'decrypted', lost: 0 },
      { ssrc: '000a11cf', firstRoc: 0, keys: [0, 0], outcome: 'decrypted', lost: 0 },
    ]);
    expect(rules).to.deep.equal(['cli/first-roc']);
  });

  it('takes late packets under the key before the rekey', async () => {
    const call = new CallCapture().exchange(offerOf(key(1)), answerOf(key(2)));
    const [old, fresh] = [new SrtpSender({ key: key(1) }), new SrtpSender({ key: key(3) })];
    talk(call, old, 1, 10, 3);
    call.exchange(offerOf(key(3)), answerOf(key(2)), '2 INVITE');
    talk(call, fresh, 1, 14, 2);
    talk(call, old, 1, 13, 1);
    talk(call, fresh, 1, 16, 2);
    const { plain, report } = await decrypt(call.file());
    expect(plain).to.have.length(8);
    expect(report.streams[0]?.keys).to.have.length(2);
    expect(report.streams[0]).to.include({ lost: 0 });
  });
});

describe('what a stream went through', () => {
  it('counts loss, replays and forged packets apart', async () => {
    const call = new CallCapture().exchange(offerOf(key(1)), answerOf(key(2)));
    const sender = new SrtpSender({ key: key(1) });
    talk(call, sender, 1, 100, 4);
    talk(call, sender, 1, 110, 2);
    call.fromAlice(sender.rtp(1, 101, voice(101)).packet);
    const forged = sender.rtp(1, 112, voice(112)).packet;
    forged[20] = forged[20]! ^ 1;
    call.fromAlice(forged);
    const { report, plain, rules } = await decrypt(call.file());
    expect(plain).to.have.length(6);
    expect(report.streams[0]?.rtp).to.deep.equal({ packets: 8, opened: 6, authFailed: 1, repeated: 1, plain: 0, cut: 0 });
    expect(report.streams[0]).to.include({ lost: 6, outcome: 'in-part' });
    expect(rules).to.deep.equal(['cli/auth-failures', 'srtp/repeated-index']);
  });

  it('tells that a flood of forged packets is not the peer, and still opens the rest', async () => {
    const call = new CallCapture().exchange(offerOf(key(1)), answerOf(key(2)));
    const sender = new SrtpSender({ key: key(1) });
    for (let at = 0; at < 200; at++) {
      talk(call, sender, 1, at, 1);
      call.fromAlice(new SrtpSender({ key: key(9) }).rtp(1, at + 1, voice(at)).packet);
    }
    const { report, plain } = await decrypt(call.file());
    expect(plain).to.have.length(200);
    expect(report.streams[0]?.rtp).to.include({ opened: 200, authFailed: 200 });
  });
});

describe('pairing (RFC 3264, RFC 4568 §5)', () => {
  const opens = async (call: CallCapture) => {
    const { plain, report } = await decrypt(call.file());
    expect(plain.map(octets => octets.toString('hex'))).to.deep.equal(call.expected.map(octets => octets.toString('hex')));
    return report;
  };

  it('keeps forked answers apart by their To-tags', async () => {
    const carol = '192.0.2.30';
    const call = new CallCapture();
    call.fromAlice(sip({ body: offerOf(key(1)) }), 5060, 5060);
    call.fromBob(sip({ start: 'SIP/2.0 183 Session Progress', toTag: 'b', body: answerOf(key(2)) }), 5060, 5060);
    call.fromBob(
      sip({ start: 'SIP/2.0 200 OK', toTag: 'c', body: answerOf(key(3), [], 5010).replaceAll(bob, carol) }),
      5060,
      5060,
    );
    for (let at = 0; at < 3; at++)
      for (const [number, ssrc, port] of [
        [2, 22, 5000],
        [3, 33, 5010],
      ] as const) {
        const rtp = new SrtpSender({ key: key(number) }).rtp(ssrc, at, voice(at));
        call.fromBob(rtp.packet, port).expect(rtp);
      }
    const report = await opens(call);
    expect(report.findings).to.deep.equal([]);
    expect(report.streams.map(stream => stream.keys[0]?.key)).to.deep.equal([
      'a=crypto:1 of the answer in packet 2',
      'a=crypto:1 of the answer in packet 3',
    ]);
  });

  it('follows an INVITE without SDP: offer in the 200, answer in the ACK', async () => {
    const call = new CallCapture();
    call.fromAlice(sip({}), 5060, 5060);
    call.fromBob(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: answerOf(key(2)) }), 5060, 5060);
    call.fromAlice(
      sip({ start: 'ACK sip:bob@example.com SIP/2.0', cseq: '1 ACK', toTag: 'b', body: offerOf(key(1)) }),
      5060,
      5060,
    );
    talk(call, new SrtpSender({ key: key(1) }), 1, 0, 3);
    const report = await opens(call);
    expect(report.streams[0]?.keys[0]?.key).to.equal('a=crypto:1 of the answer in packet 3');
    expect(report.findings).to.deep.equal([]);
  });

  it('uses the offered line that the answer names by its tag', async () => {
    const lines = [`a=crypto:3 AES_CM_128_HMAC_SHA1_32 ${inline(key(7))}`, `a=crypto:4 ${suite} ${inline(key(1))}`];
    const answer = sdp({ host: bob, port: 5000, lines: [`a=crypto:4 ${suite} ${inline(key(2))}`] });
    const call = new CallCapture().exchange(sdp({ lines }), answer);
    talk(call, new SrtpSender({ key: key(1) }), 1, 0, 3);
    const report = await opens(call);
    expect(report.streams[0]?.keys[0]?.key).to.equal('a=crypto:4 of the offer in packet 1');
    expect(report.findings).to.deep.equal([]);
  });

  it('opens media that came before the answer', async () => {
    const call = new CallCapture();
    call.fromAlice(sip({ body: offerOf(key(1)) }), 5060, 5060);
    const early = new SrtpSender({ key: key(2) }).rtp(5, 0, voice(0));
    call.fromBob(early.packet).expect(early);
    call.fromBob(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: answerOf(key(2)) }), 5060, 5060);
    await opens(call);
  });

  it('reads SIP over TCP', async () => {
    const call = new CallCapture();
    const invite = sip({ body: offerOf(key(1)) });
    call.overTcp(invite.subarray(0, 100), 1000).overTcp(invite.subarray(100), 1100);
    talk(call, new SrtpSender({ key: key(1) }), 1, 0, 3);
    await opens(call);
  });

  it('finds RTCP on the port of a=rtcp (RFC 3605) and beside RTP with a=rtcp-mux (RFC 5761)', async () => {
    for (const [more, port] of [
      ['a=rtcp:7001', 7001],
      ['a=rtcp-mux', 5000],
    ] as const) {
      const call = new CallCapture().exchange(offerOf(key(1), ['a=rtcp-mux']), answerOf(key(2), [more]));
      const sender = new SrtpSender({ key: key(1) });
      talk(call, sender, 1, 0, 2);
      const rtcp = sender.rtcp(1, 0);
      call.fromAlice(rtcp.packet, 4000, port).expect(rtcp);
      const report = await opens(call);
      expect(report.streams).to.have.length(1);
      expect(report.streams[0]?.rtcp).to.include({ opened: 1 });
    }
  });

  it('finds media at ICE candidates (RFC 8839 §5.1)', async () => {
    const call = new CallCapture();
    const candidate = `a=candidate:1 1 UDP 2130706431 ${bob} 6000 typ host`;
    call.exchange(offerOf(key(1)), answerOf(key(2), [candidate]).replace(`c=IN IP4 ${bob}`, 'c=IN IP4 198.51.100.7'));
    const rtp = new SrtpSender({ key: key(1) }).rtp(1, 0, voice(0));
    call.fromAlice(rtp.packet, 4100, 6000).expect(rtp);
    const report = await opens(call);
    expect(report.findings).to.deep.equal([]);
  });

  it('follows a call over IPv6, whose addresses an SDP may write in another form (RFC 5952)', async () => {
    // Both ends have one address in these frames, in full and with other letters in the SDPs.
    const hosts = ['2001:db8:0:0:0:0:0:1', '2001:0DB8::1'];
    const over6 = (text: string, host: string) => text.replace(/IN IP4 \S+/g, `IN IP6 ${host}`);
    const frames = (payload: Buffer, sourcePort: number, destinationPort: number) => ({
      octets: ipv6(udp(payload, sourcePort, destinationPort)),
    });
    const [offer, answer] = [over6(offerOf(key(1)), hosts[0]!), over6(answerOf(key(2)), hosts[1]!)];
    const sender = new SrtpSender({ key: key(1) });
    const sent = Array.from({ length: 5 }, (_, at) => sender.rtp(1, at, voice(at)));
    const { plain, report } = await decrypt(
      pcap([
        frames(sip({ body: offer }), 5060, 5061),
        frames(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: answer }), 5061, 5060),
        ...sent.map(({ packet }) => frames(packet, 4000, 5000)),
      ]),
    );
    expect(plain).to.deep.equal(sent.map(one => one.plain));
    expect(report.findings).to.deep.equal([]);
    expect(report.streams[0]).to.deep.include({ from: '[2001:db8::1]:4000', to: '[2001:db8::1]:5000', suite });
  });

  it('tells several keys apart by their MKI (RFC 4568 §6.1)', async () => {
    const keys = `${inline(key(1))}|1:2;${inline(key(5))}|2:2`;
    const call = new CallCapture().exchange(sdp({ lines: [`a=crypto:1 ${suite} ${keys}`] }), answerOf(key(2)));
    talk(call, new SrtpSender({ key: key(1), mki: Buffer.from([0, 1]) }), 1, 0, 3);
    talk(call, new SrtpSender({ key: key(5), mki: Buffer.from([0, 2]) }), 1, 3, 3);
    expect((await opens(call)).findings).to.deep.equal([]);
  });
});
