import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addSdps, Keyring } from '../../../packages/cli/src/decrypt/index.js';
import { sharedFolder } from '../../support/needs.js';
import { type Frame, ipv4, pcap, tcp, u16, udp } from '../capture/frames.js';
import { alice, bob, decrypt } from './call.js';

interface Sidecar {
  readonly sdp: string;
  readonly streams: readonly [
    { readonly mikey: string; readonly plaintext: readonly { readonly srtp: string; readonly plain: string }[] },
    { readonly mikey: string; readonly plaintext: readonly { readonly srtp: string; readonly plain: string }[] },
  ];
}

/** An RTSP camera with MIKEY (RFC 4567 §3.2): what GStreamer's server and client sent, in the connection that the capture took it from. */
describe('RTSP with MIKEY', () => {
  const folder = sharedFolder('captures');
  if (!folder) return;
  const sidecar = JSON.parse(readFileSync(join(folder, 'gstreamer-rtsp-mikey-savp.json'), 'utf8')) as Sidecar;
  const [server, client] = sidecar.streams;
  const plain = [...server.plaintext, ...client.plaintext].map(one => one.plain);

  /** The ONVIF document's example of a rekey: keys that open nothing here. */
  const otherKeys =
    'AQAFAGgCr8EBAADSvxgkAAAAAAoAAdOOK7UihqIBAAAAGAABAQEBEAIBAQMBFAcBAQgBAQoBAQsBCgAAACcAIQAepekjs88g+Q7AU6LAvRsoVyn18ZW1JuXI9qht4g6+BAAAAAIA';

  /** Bob is the server. */
  const call = (transport: string, media: (from: 'client' | 'server', packet: Buffer) => Frame): Buffer => {
    const position = { client: 1, server: 1 };
    const say = (from: 'client' | 'server', octets: Buffer): Frame => {
      const sequence = position[from];
      position[from] += octets.length;
      const ports =
        from === 'client' ? { sourcePort: 40_000, destinationPort: 554 } : { sourcePort: 554, destinationPort: 40_000 };
      const hosts = from === 'client' ? { source: alice, destination: bob } : { source: bob, destination: alice };
      return { octets: ipv4(tcp(octets, { sequence, ...ports }), { ...hosts, protocol: 6 }) };
    };
    const text = (from: 'client' | 'server', ...lines: string[]) => say(from, Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
    const uri = `rtsp://${bob}/test`;
    const length = `Content-Length: ${sidecar.sdp.length}`;
    const frames = [
      text('client', `DESCRIBE ${uri} RTSP/1.0`, 'CSeq: 1'),
      say(
        'server',
        Buffer.from(['RTSP/1.0 200 OK', 'CSeq: 1', 'Content-Type: application/sdp', length, '', sidecar.sdp].join('\r\n')),
      ),
      text('client', `SETUP ${uri}/stream=0 RTSP/1.0`, 'CSeq: 2', `KeyMgmt: prot=mikey; uri="${uri}"; data="${client.mikey}"`),
      text('server', 'RTSP/1.0 200 OK', 'CSeq: 2', `Transport: RTP/SAVP${transport}`),
    ];
    const packets = (from: 'client' | 'server', list: typeof server.plaintext) =>
      list.map(({ srtp }) => {
        const packet = Buffer.from(srtp, 'hex');
        if (!transport.includes('interleaved')) return media(from, packet);
        const channel = packet[1] === 0xc9 || packet[1] === 0xc8 ? 1 : 0;
        return say(from, Buffer.concat([Buffer.from([0x24, channel]), u16(packet.length), packet]));
      });
    return pcap([...frames, ...packets('server', server.plaintext), ...packets('client', client.plaintext)]);
  };

  it('decrypts what is interleaved in the connection (RFC 2326 §10.12)', async () => {
    const outcome = await decrypt(call('/TCP;interleaved=0-1', () => ({ octets: Buffer.alloc(0) })));
    expect(outcome.plain.map(octets => octets.toString('hex'))).to.deep.equal(plain);
    expect(outcome.report.findings).to.deep.equal([]);
    expect(outcome.report.streams.map(stream => stream.keys[0]?.key)).to.deep.equal([
      'a=key-mgmt of the DESCRIBE response in packet 2',
      'KeyMgmt of the SETUP answered in packet 4',
    ]);
  });

  it('decrypts what goes to the ports of the Transport header (RFC 2326 §12.39)', async () => {
    const file = call('/UDP;unicast;client_port=5000-5001;server_port=6000-6001', (from, packet) => {
      const odd = packet[1] === 0xc9 ? 1 : 0;
      const octets = from === 'server' ? udp(packet, 6000 + odd, 5000 + odd) : udp(packet, 5000 + odd, 6000 + odd);
      return {
        octets: ipv4(octets, from === 'server' ? { source: bob, destination: alice } : { source: alice, destination: bob }),
      };
    });
    const outcome = await decrypt(file);
    expect(outcome.plain.map(octets => octets.toString('hex'))).to.deep.equal(plain);
    expect(outcome.report.findings).to.deep.equal([]);
  });

  for (const [what, ...lines] of [
    ['in a KeyMgmt header of SET_PARAMETER (RFC 4567 §3.2)', `KeyMgmt: prot=mikey; uri=""; data="${server.mikey}"`, '', ''],
    [
      'as the parameter "mikey" of SET_PARAMETER (ONVIF)',
      'Content-Type: text/parameters',
      `Content-Length: ${server.mikey.length + 9}`,
      '',
      `mikey: ${server.mikey}\r\n`,
    ],
  ] as const)
    it(`takes new keys for a stream that runs already: ${what}`, async () => {
      const transport = '/UDP;unicast;client_port=5000-5001;server_port=6000-6001';
      const other = (text: string) => text.replaceAll(server.mikey, otherKeys);
      const uri = `rtsp://${bob}/test`;
      const body = other(sidecar.sdp);
      const talk = [
        ['client', `DESCRIBE ${uri} RTSP/1.0\r\nCSeq: 1\r\n\r\n`],
        [
          'server',
          `RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        ],
        ['client', `SETUP ${uri}/stream=0 RTSP/1.0\r\nCSeq: 2\r\n\r\n`],
        ['server', `RTSP/1.0 200 OK\r\nCSeq: 2\r\nTransport: RTP/SAVP${transport}\r\n\r\n`],
        ['client', `SET_PARAMETER ${uri} RTSP/1.0\r\nCSeq: 3\r\n${lines.join('\r\n')}`],
      ] as const;
      const position = { client: 1, server: 1 };
      const frames = talk.map(([from, text]) => {
        const sequence = position[from];
        position[from] += text.length;
        const ways = {
          client: [
            { sourcePort: 40_000, destinationPort: 554 },
            { source: alice, destination: bob },
          ],
          server: [
            { sourcePort: 554, destinationPort: 40_000 },
            { source: bob, destination: alice },
          ],
        } as const;
        const [ports, hosts] = ways[from];
        return { octets: ipv4(tcp(Buffer.from(text), { sequence, ...ports }), { ...hosts, protocol: 6 }) };
      });
      const media = server.plaintext.map(({ srtp }) => {
        const packet = Buffer.from(srtp, 'hex');
        const odd = packet[1] === 0xc9 || packet[1] === 0xc8 ? 1 : 0;
        return { octets: ipv4(udp(packet, 6000 + odd, 5000 + odd), { source: bob, destination: alice }) };
      });
      const outcome = await decrypt(pcap([...frames, ...media]));
      expect(outcome.plain.map(octets => octets.toString('hex'))).to.deep.equal(server.plaintext.map(({ plain }) => plain));
      expect(outcome.report.findings).to.deep.equal([]);
      expect(outcome.report.streams[0]?.keys[0]?.key).to.equal('KeyMgmt of the SET_PARAMETER in packet 5');
    });

  it('takes the key of an SDP that is given by hand', async () => {
    const keyring = new Keyring();
    addSdps(keyring, [Buffer.from(sidecar.sdp)]);
    const outcome = await decrypt(readFileSync(join(folder, 'gstreamer-rtsp-mikey-savp.pcap')), { keyring });
    expect(outcome.report.streams[0]?.rtp).to.include({ packets: 70, opened: 70 });
  });
});
