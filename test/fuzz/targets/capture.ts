import { dissect, ethernet, ipv4, ipv6, pcap, tcp, udp } from '../../cli/capture/frames.js';
import { type FuzzTarget, utf8 } from '../target.js';

const sip = Buffer.from('INVITE sip:b@example.org SIP/2.0\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n');

/** The reader of capture files, down to datagrams and messages: anything is a record, a problem or the end. */
export const target: FuzzTarget = {
  seeds: () => [
    pcap([{ octets: ipv4(udp(sip)) }, { octets: ipv6(udp(Buffer.alloc(20, 0x80))) }]),
    pcap([{ octets: ethernet(ipv4(tcp(sip.subarray(0, 40), { sequence: 1 }), { protocol: 6 })) }], {
      linkType: 1,
      littleEndian: false,
    }),
    pcap([{ octets: ipv4(udp(sip).subarray(0, 24), { more: true }) }, { octets: ipv4(udp(sip).subarray(24), { offset: 24 }) }]),
    // pcapng, section header block and an interface (draft-ietf-opsawg-pcapng §4.1, §4.2).
    Buffer.from('0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000010000001400000065000000ffff000014000000', 'hex'),
  ],
  words: [
    utf8('\r\n\r\n'),
    utf8('Content-Length: '),
    Buffer.from('0a0d0d0a', 'hex'),
    Buffer.from('06000000', 'hex'),
    Buffer.from('1f8b08', 'hex'),
  ],
  async run(input) {
    await dissect(Buffer.from(input));
  },
};
