import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalHost } from '../../../packages/cli/src/capture/index.js';
import { dissect, documentationV6, ethernet, ipv4, ipv6, payloads, pcap, u16, u32, udp } from './frames.js';

const packet = ipv4(udp(Buffer.from('media')));
const packet6 = ipv6(udp(Buffer.from('media')));

describe('link layers', () => {
  const cooked = (protocol: number) => Buffer.concat([Buffer.alloc(14), u16(protocol)]);
  const cookedV2 = (protocol: number) => Buffer.concat([u16(protocol), Buffer.alloc(18)]);
  const frames: [string, number, Buffer][] = [
    ['Ethernet', 1, ethernet(packet)],
    ['Ethernet with IPv6', 1, ethernet(packet6, 0x86dd)],
    ['802.1Q', 1, ethernet(packet, 0x0800, [0x8100])],
    ['802.1ad over 802.1Q', 1, ethernet(packet6, 0x86dd, [0x88a8, 0x8100])],
    ['Linux cooked', 113, Buffer.concat([cooked(0x0800), packet])],
    ['Linux cooked with a VLAN tag', 113, Buffer.concat([cooked(0x8100), u16(7), u16(0x0800), packet])],
    ['Linux cooked v2', 276, Buffer.concat([cookedV2(0x86dd), packet6])],
    ['Linux cooked v2 with a VLAN tag', 276, Buffer.concat([cookedV2(0x8100), u16(7), u16(0x0800), packet])],
    ['BSD null, little endian', 0, Buffer.concat([Buffer.from('02000000', 'hex'), packet])],
    ['BSD null, big endian, IPv6 of macOS', 0, Buffer.concat([Buffer.from('0000001e', 'hex'), packet6])],
    ['OpenBSD loopback', 108, Buffer.concat([u32(2), packet])],
    ['raw IPv4', 101, packet],
    ['raw IPv6', 229, packet6],
  ];
  for (const [name, linkType, frame] of frames)
    it(`finds the packet in ${name}`, async () => {
      expect(await payloads([frame], linkType)).to.deep.equal(['media']);
    });

  it('names a link type that is not read, once', async () => {
    const found = await dissect(pcap([{ octets: packet }, { octets: packet }], { linkType: 105 }));
    expect(found).to.have.length(1);
    expect(found[0]).to.have.nested.property('problem.code', 'unknown-link-type');
  });

  it('passes over any octets in any link type', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 101, 108, 113, 276), fc.uint8Array({ maxLength: 120 }), async (linkType, octets) => {
        await dissect(
          pcap([{ octets: Buffer.from(octets) }, { octets: Buffer.concat([packet.subarray(0, 9), octets]) }], { linkType }),
        );
      }),
    );
  });
});

describe('fragments', () => {
  const text = 'x'.repeat(40) + 'y'.repeat(40) + 'z'.repeat(12);
  const whole = udp(Buffer.from(text));
  const pieces = [0, 24, 56].map((offset, index) => ({
    offset,
    octets: whole.subarray(offset, [24, 56, 200][index]),
    more: index < 2,
  }));
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 2, 1],
    [1, 0, 1, 2],
  ];

  for (const order of orders)
    it(`puts IPv4 together in the order ${order} (RFC 791 §3.2)`, async () => {
      const frames = order.map(index =>
        ipv4(pieces[index]!.octets, { id: 9, offset: pieces[index]!.offset, more: pieces[index]!.more }),
      );
      expect(await payloads(frames)).to.deep.equal([text]);
    });

  const fragment6 = (index: number, next = 17) => {
    const { offset, octets, more } = pieces[index]!;
    return ipv6(Buffer.concat([Buffer.from([next, 0]), u16(offset | (more ? 1 : 0)), u32(77), octets]), 44);
  };
  it('puts IPv6 together (RFC 8200 §4.5)', async () => {
    expect(await payloads([fragment6(1), fragment6(0), fragment6(2)])).to.deep.equal([text]);
  });

  it('reads extension headers behind the fragment header in the whole packet alone', async () => {
    const inner = Buffer.concat([Buffer.from([17, 0, 1, 4, 0, 0, 0, 0]), whole]);
    const cutAt = (from: number, to: number, more: number) =>
      ipv6(Buffer.concat([Buffer.from([60, 0]), u16(from | more), u32(5), inner.subarray(from, to)]), 44);
    expect(await payloads([cutAt(0, 32, 1), cutAt(32, 999, 0)])).to.deep.equal([text]);
  });

  it('drops a packet whose fragments overlap (RFC 5722 §3), and keeps the next one with that id of another protocol', async () => {
    const overlapping = [
      ipv4(whole.subarray(0, 32), { id: 3, more: true }),
      ipv4(whole.subarray(24, 56), { id: 3, offset: 24, more: true }),
      ipv4(whole.subarray(56), { id: 3, offset: 56 }),
    ];
    expect(await payloads(overlapping)).to.deep.equal([]);
  });

  it('gives up on packets that never get whole, without forgetting those that do', async () => {
    const lost = Array.from({ length: 200 }, (_, id) => ipv4(pieces[0]!.octets, { id: 1000 + id, more: true }));
    const good = pieces.map(({ offset, octets, more }) => ipv4(octets, { id: 9, offset, more }));
    expect(await payloads([good[0]!, ...lost, good[1]!, good[2]!])).to.deep.equal([text]);
  });
});

describe('IPv6', () => {
  it('follows hop-by-hop, routing, destination and authentication headers (RFC 8200 §4.1, RFC 4302 §2.2)', async () => {
    const extension = (next: number) => Buffer.from([next, 0, 0, 0, 0, 0, 0, 0]);
    const authentication = Buffer.concat([Buffer.from([17, 4]), Buffer.alloc(22)]);
    const chain = Buffer.concat([extension(43), extension(60), extension(51), authentication, udp(Buffer.from('media'))]);
    expect(await payloads([ipv6(chain, 0)])).to.deep.equal(['media']);
  });

  it('spells an address as RFC 5952 §4 does, and SDP text the same', async () => {
    const [found] = await dissect(pcap([{ octets: packet6 }]));
    expect(found).to.have.nested.property('path.source.host', '2001:db8::1');
    // RFC 5952 §4.2.2, §4.2.3, §4.3
    expect(canonicalHost('2001:db8:0:1:1:1:1:1')).to.equal('2001:db8:0:1:1:1:1:1');
    expect(canonicalHost('2001:0:0:1:0:0:0:1')).to.equal('2001:0:0:1::1');
    expect(canonicalHost('2001:DB8:0000:0:1:0:0:1')).to.equal('2001:db8::1:0:0:1');
    expect(canonicalHost('fe80::1%eth0')).to.equal('fe80::1');
    expect(canonicalHost('::')).to.equal('::');
    expect(documentationV6).to.have.length(16);
  });
});

describe('TURN (RFC 8656)', () => {
  it('takes the data out of ChannelData (§12.4) and of indications (§11)', async () => {
    const channelData = Buffer.concat([u16(0x4001), u16(5), Buffer.from('media'), Buffer.alloc(3)]);
    const attribute = Buffer.concat([
      u16(0x0012),
      u16(8),
      Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]),
      u16(0x0013),
      u16(5),
      Buffer.from('media'),
      Buffer.alloc(3),
    ]);
    const indication = Buffer.concat([u16(0x0017), u16(attribute.length), u32(0x2112a442), Buffer.alloc(12), attribute]);
    const found = await dissect(pcap([channelData, indication].map(payload => ({ octets: ipv4(udp(payload)) }))));
    expect(found.map(one => one.kind === 'datagram' && [one.payload.toString(), one.path.channel])).to.deep.equal([
      ['media', 0x4001],
      ['media', undefined],
    ]);
  });
});
