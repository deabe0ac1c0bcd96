import { expect } from 'chai';
import { u16, u32 } from '../capture/frames.js';
import { alice, bob, CallCapture, decrypt, inline, key, type Place, sdp } from './call.js';
import { SrtpSender } from './srtp-sender.js';

const client = { host: alice, port: 40_000 };
const server = { host: '198.51.100.5', port: 3478 };
const relayed = { host: '198.51.100.6', port: 50_000 };
const peer = { host: bob, port: 5000 };
const magicCookie = 0x2112a442;

/** A STUN message (RFC 8489 §5) with attributes padded to four octets (§14). */
function stun(type: number, attributes: readonly (readonly [type: number, value: Buffer])[]): Buffer {
  const body = attributes.map(([name, value]) =>
    Buffer.concat([u16(name), u16(value.length), value, Buffer.alloc(-value.length & 3)]),
  );
  const length = body.reduce((sum, octets) => sum + octets.length, 0);
  return Buffer.concat([u16(type), u16(length), u32(magicCookie), Buffer.alloc(12, 0x5a), ...body]);
}

/** RFC 8489 §14.2: the port is xored with the upper half of the cookie, an IPv4 address with all of it. */
function xorAddress({ host, port }: Place): Buffer {
  const address = Buffer.from(host.split('.').map(Number)).readUInt32BE(0);
  return Buffer.concat([Buffer.from([0, 1]), u16(port ^ 0x2112), u32((address ^ magicCookie) >>> 0)]);
}

const allocated = () => stun(0x0103, [[0x0016, xorAddress(relayed)]]);
const bind = (to: Place, channel: number) =>
  stun(0x0009, [
    [0x000c, Buffer.concat([u16(channel), u16(0)])],
    [0x0012, xorAddress(to)],
  ]);
const indication = (type: number, to: Place, data: Buffer) =>
  stun(type, [
    [0x0012, xorAddress(to)],
    [0x0013, data],
  ]);
const channelData = (channel: number, data: Buffer) => Buffer.concat([u16(channel), u16(data.length), data]);
const rtcpOf = ({ host, port }: Place) => ({ host, port: port + 1 });

/** Alice's SDP names nothing but the relay, as a client with a relay-only policy does (RFC 8839 §5.1). */
function exchange(call: CallCapture, numbers: readonly [number, number]): CallCapture {
  const [own, other] = numbers.map(number => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(key(number))}`) as [string, string];
  const candidate = `a=candidate:1 1 UDP 16777215 ${relayed.host} ${relayed.port} typ relay raddr 0.0.0.0 rport 0`;
  return call.exchange(
    sdp({ host: relayed.host, port: relayed.port, lines: [own, candidate] }),
    sdp({ host: peer.host, port: peer.port, lines: [other] }),
  );
}

describe('media through a TURN relay (RFC 8656)', () => {
  const [forward, backward] = [new SrtpSender({ key: key(1) }), new SrtpSender({ key: key(2) })];
  const voices = Array.from({ length: 6 }, (_, at) => ({
    out: forward.rtp(0xa11ce, at, Buffer.alloc(160, 0x41 + at)),
    back: backward.rtp(0xb0b, at, Buffer.alloc(160, 0x51 + at)),
  }));

  it('is paired with the SDPs that name the relayed address, in indications and on channels, RTP and RTCP', async () => {
    const call = new CallCapture().between(server, client, allocated());
    exchange(call, [1, 2]);
    // §11: indications before a channel is bound; §12: ChannelData behind.
    for (const [at, { out, back }] of voices.entries()) {
      if (at === 3) call.between(client, server, bind(peer, 0x4001)).between(client, server, bind(rtcpOf(peer), 0x4002));
      call.between(client, server, at < 3 ? indication(0x0016, peer, out.packet) : channelData(0x4001, out.packet)).expect(out);
      call
        .between(server, client, at < 3 ? indication(0x0017, peer, back.packet) : channelData(0x4001, back.packet))
        .expect(back);
    }
    const [toPeer, fromPeer] = [forward.rtcp(0xa11ce, 0), backward.rtcp(0xb0b, 0)];
    call.between(client, server, channelData(0x4002, toPeer.packet)).expect(toPeer);
    call.between(server, client, indication(0x0017, rtcpOf(peer), fromPeer.packet)).expect(fromPeer);

    const { plain, report } = await decrypt(call.file());
    expect(plain.map(octets => octets.toString('hex'))).to.deep.equal(call.expected.map(octets => octets.toString('hex')));
    expect(report.findings).to.deep.equal([]);
    expect(report.streams.map(({ ssrc, rtp, rtcp, keys }) => [ssrc, rtp.opened, rtcp.opened, keys[0]?.key])).to.deep.equal([
      ['000a11ce', 6, 1, 'a=crypto:1 of the offer in packet 2'],
      ['00000b0b', 6, 1, 'a=crypto:1 of the answer in packet 3'],
    ]);
  });

  it('knows a relay whose binding the capture shows behind the first media (a refresh, §12)', async () => {
    const call = exchange(new CallCapture(), [1, 2]);
    for (const { back } of voices) call.between(server, client, channelData(0x4001, back.packet)).expect(back);
    call.between(client, server, bind(peer, 0x4001)).between(server, client, allocated());
    const { plain, report } = await decrypt(call.file());
    expect(plain).to.have.length(voices.length);
    expect(report.findings).to.deep.equal([]);
  });

  it('says that the addresses are others where the capture shows nothing of the relay', async () => {
    const call = exchange(new CallCapture(), [1, 2]);
    for (const { out } of voices) call.between(client, server, channelData(0x4001, out.packet));
    const { plain, rules } = await decrypt(call.file());
    expect(plain).to.have.length(voices.length);
    expect(rules).to.deep.equal(['cli/other-address']);
  });

  it('keeps what went through the relay apart from the same media beyond it', async () => {
    const call = exchange(new CallCapture().between(server, client, allocated()), [1, 2]);
    call.between(client, server, bind(peer, 0x4001));
    for (const { out } of voices)
      call.between(client, server, channelData(0x4001, out.packet)).between(relayed, peer, out.packet);
    const { report } = await decrypt(call.file());
    expect(report.findings).to.deep.equal([]);
    expect(report.streams.map(({ from, rtp }) => [from, rtp.opened, rtp.repeated])).to.deep.equal([
      [`${client.host}:${client.port}`, 6, 0],
      [`${relayed.host}:${relayed.port}`, 6, 0],
    ]);
  });

  /** ChannelData over TCP are padded to four octets (§12.5), and segments end anywhere. */
  const overTcp = (call: CallCapture, way: 'out' | 'back', octets: Buffer, sizes: readonly number[], from = 1000) => {
    const [source, destination] = way === 'out' ? [client, server] : [server, client];
    for (let at = 0, turn = 0; at < octets.length; turn++) {
      const size = sizes[turn % sizes.length] as number;
      call.segment(source, destination, octets.subarray(at, at + size), from + at);
      at += size;
    }
  };
  const padded = (message: Buffer) => Buffer.concat([message, Buffer.alloc(-message.length & 3)]);

  for (const sizes of [[1], [7, 900, 33], [1460]])
    it(`over TCP too: indications and padded ChannelData, in segments of ${sizes.join(', ')} octets`, async () => {
      const odd = Array.from({ length: 6 }, (_, at) => forward.rtp(0xa11ce, 100 + at, Buffer.alloc(157 + at, 0x41 + at)));
      const call = new CallCapture();
      overTcp(call, 'back', allocated(), sizes);
      exchange(call, [1, 2]);
      const sent = odd.map(({ packet }, at) => (at < 2 ? indication(0x0016, peer, packet) : padded(channelData(0x4001, packet))));
      overTcp(call, 'out', Buffer.concat([...sent.slice(0, 2), bind(peer, 0x4001), ...sent.slice(2)]), sizes);
      for (const packet of odd) call.expect(packet);
      const { plain, report } = await decrypt(call.file());
      expect(plain.map(octets => octets.toString('hex'))).to.deep.equal(call.expected.map(octets => octets.toString('hex')));
      expect(report.findings).to.deep.equal([]);
    });

  it('over TCP: goes on behind a segment that the capture has lost, and in the middle of a connection', async () => {
    const call = exchange(new CallCapture(), [1, 2]);
    const frames = Buffer.concat(voices.map(({ out }) => padded(channelData(0x4001, out.packet))));
    const size = frames.length / voices.length;
    call.segment(client, server, frames.subarray(size - 20, 4 * size), 1000);
    call.segment(client, server, Buffer.concat([frames.subarray(0, 0), frames.subarray(2 * size)]), 1000 + 3 * size + 20 + 500);
    const { plain } = await decrypt(call.file());
    expect(new Set(plain.map(octets => octets.readUInt16BE(2)))).to.have.length.at.least(5);
  });

  it('takes damaged messages of a relay for nothing at all', async () => {
    const whole = [allocated(), bind(peer, 0x4001), indication(0x0017, peer, Buffer.from('x'))];
    const call = new CallCapture();
    for (const message of whole)
      for (let at = 0; at < message.length; at++) {
        call.between(client, server, message.subarray(0, at));
        const damaged = Buffer.from(message);
        damaged[at] = (damaged[at] as number) ^ 0xff;
        call.between(server, client, damaged);
      }
    const { report } = await decrypt(call.file());
    expect(report.streams).to.deep.equal([]);
    expect(report.findings).to.deep.equal([]);
  });
});
