import { expect } from 'chai';
import fc from 'fast-check';
import { header, sdpBody } from '../../../packages/cli/src/capture/index.js';
import { dissect, ipv4, pcap, tcp, udp } from './frames.js';

const sdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n';
const message = (body = sdp, name = 'Content-Length') =>
  `INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1\r\ni: abc@192.0.2.1\r\nCSeq: 1 INVITE\r\nc: application/sdp\r\n${name}: ${body.length}\r\n\r\n${body}`;

interface Piece {
  readonly from: number;
  readonly text: string;
  readonly flags?: number;
}

/** The messages of one TCP direction whose segments come as given; the initial sequence number makes them wrap. */
async function overTcp(pieces: readonly Piece[]): Promise<string[]> {
  const base = 0xffffffe0;
  const frames = pieces.map(({ from, text, flags = 0x10 }) => ({
    octets: ipv4(tcp(Buffer.from(text, 'latin1'), { sequence: (base + from) >>> 0, flags }), { protocol: 6 }),
  }));
  return (await dissect(pcap(frames))).map(found => {
    if (found.kind === 'signalling')
      return found.message.start.kind === 'request' ? found.message.start.method : `${found.message.start.status}`;
    return found.kind === 'datagram' ? `${found.path.channel}:${found.payload.toString('hex')}` : found.kind;
  });
}

const syn = { from: -1, text: '', flags: 2 };
const text = message();

describe('SIP over UDP (RFC 3261 §18.3)', () => {
  it('reads compact header names and takes the SDP', async () => {
    const [found] = await dissect(pcap([{ octets: ipv4(udp(Buffer.from(`\r\n${message(sdp, 'l')}trailing octets`))) }]));
    if (found?.kind !== 'signalling') throw new Error('expected a message');
    expect(header(found.message, 'call-id')).to.equal('abc@192.0.2.1');
    expect(sdpBody(found.message)?.toString()).to.equal(sdp);
  });

  it('finds the SDP among MIME parts (RFC 2046 §5.1)', async () => {
    const part = (type: string, body: string) => `--b1\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
    const body = `preamble\r\n${part('text/plain', 'v=0')}${part('application/sdp', sdp.trimEnd())}--b1--\r\n`;
    const octets = Buffer.from(message(body).replace('c: application/sdp', 'c: multipart/mixed; boundary="b1"'));
    const [found] = await dissect(pcap([{ octets: ipv4(udp(octets)) }]));
    if (found?.kind !== 'signalling') throw new Error('expected a message');
    expect(sdpBody(found.message)?.toString()).to.equal(sdp.trimEnd());
  });
});

describe('SIP over TCP', () => {
  it('cuts messages by Content-Length, over any segments', async () => {
    const both = text + text.replace('INVITE sip', 'ACK sip');
    for (const size of [1, 3, 50, 900]) {
      const pieces = [];
      for (let from = 0; from < both.length; from += size) pieces.push({ from, text: both.slice(from, from + size) });
      expect(await overTcp([syn, ...pieces])).to.deep.equal(['INVITE', 'ACK']);
    }
  });

  it('puts segments in order and delivers what was sent twice once (RFC 9293 §3.10.7.4)', async () => {
    const piece = (from: number, to: number) => ({ from, text: text.slice(from, to) });
    expect(await overTcp([syn, piece(0, 40), piece(80, 999), piece(30, 90), piece(0, 40), piece(40, 80)])).to.deep.equal([
      'INVITE',
    ]);
  });

  it('goes on with the next message behind a segment that the capture lost', async () => {
    const later = `${text.slice(50)}${text.replace('INVITE sip', 'BYE sip')}`;
    expect(await overTcp([syn, { from: 0, text: text.slice(0, 40) }, { from: 50, text: later }])).to.deep.equal(['BYE']);
  });

  it('finds the first message of a connection that began before the capture', async () => {
    expect(await overTcp([{ from: 0, text: `o=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n${text}` }])).to.deep.equal(['INVITE']);
  });

  it('says that a connection is TLS', async () => {
    expect(await overTcp([syn, { from: 0, text: '\x16\x03\x01\x00\x05hello' }])).to.deep.equal(['tls']);
  });

  it('forgets octets that never make sense', async () => {
    const noise = Array.from({ length: 40 }, (_, index) => ({
      from: index * 4000,
      text: 'not a message at all '.repeat(190) + 'x'.repeat(10),
    }));
    expect(await overTcp([syn, ...noise])).to.deep.equal([]);
  });

  it('takes any segments in any order without an exception', async () => {
    const piece = fc.record({
      from: fc.integer({ min: 0, max: 300 }),
      text: fc.oneof(fc.string(), fc.constantFrom(text, '$\x00\x00\x04', 'RTSP/1.0 200 OK\r\n\r\n')),
      flags: fc.constantFrom(2, 0x10, 0x11, 4),
    });
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async pieces => void (await overTcp(pieces))));
  });
});

describe('RTSP (RFC 2326 §10.12)', () => {
  const response = 'RTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n';
  const frame = (channel: number, payload: string) =>
    `$${String.fromCharCode(channel)}\x00${String.fromCharCode(payload.length)}${payload}`;
  const rtp = '\x80\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03$$$$';

  it('separates interleaved frames and messages', async () => {
    const stream = response + frame(0, rtp) + frame(1, rtp) + response + frame(0, rtp);
    const hex = Buffer.from(rtp, 'latin1').toString('hex');
    const expected = ['200', `0:${hex}`, `1:${hex}`, '200', `0:${hex}`];
    expect(await overTcp([syn, { from: 0, text: stream }])).to.deep.equal(expected);
    expect(await overTcp([syn, ...Array.from(stream, (text, from) => ({ from, text }))])).to.deep.equal(expected);
  });

  it('finds the frames again in the middle of a connection', async () => {
    const hex = Buffer.from(rtp, 'latin1').toString('hex');
    expect(await overTcp([{ from: 0, text: `abcdef${frame(2, rtp)}${frame(2, rtp)}` }])).to.deep.equal([`2:${hex}`, `2:${hex}`]);
  });
});
