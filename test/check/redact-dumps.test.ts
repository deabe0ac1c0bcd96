import { flowsWithGaps, redact, unreadDump } from '@sdpsec/check/redact';
import { expect } from 'chai';

const key = 'PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR';
const password = 'asd88fgpdd777uzjYhagZg';
/** Digits that a reader may take for octets of the dump, where they stand in the column of characters. */
const digest = 'deadbeefcafef00dbaadfeedfacade99';
const message = (before: number) =>
  [
    `${'x'.repeat(before)}INVITE sip:bob@example.com SIP/2.0`,
    `Proxy-Authorization: Digest username="alice", response="${digest}"`,
    '',
    'v=0',
    'm=audio 5004 RTP/SAVP 0',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31`,
    `a=ice-pwd:${password}`,
    'a=sendrecv',
    '',
  ].join('\r\n');

const hex = (octets: Buffer, size: number) =>
  octets
    .toString('hex')
    .match(new RegExp(`.{1,${2 * size}}`, 'g'))
    ?.join(' ') ?? '';
const shown = (octets: Buffer, visible = /[^ -~]/g) => octets.toString('latin1').replace(visible, '.');
const rows = (text: string, write: (octets: Buffer, at: number) => string, width = 16) => {
  const octets = Buffer.from(text, 'latin1');
  const lines = [];
  for (let at = 0; at < octets.length; at += width) lines.push(write(octets.subarray(at, at + width), at));
  return `${lines.join('\n')}\n`;
};
const number = (at: number, digits: number) => at.toString(16).padStart(digits, '0');

/** As these programs write them. */
const writers: Readonly<Record<string, (text: string) => string>> = {
  xxd: text => rows(text, (octets, at) => `${number(at, 8)}: ${hex(octets, 2).padEnd(39)}  ${shown(octets)}`),
  'xxd -c 32': text => rows(text, (octets, at) => `${number(at, 8)}: ${hex(octets, 2).padEnd(79)}  ${shown(octets)}`, 32),
  'hexdump -C': text =>
    rows(text, (octets, at) => {
      const halves = [octets.subarray(0, 8), octets.subarray(8)].map(half => hex(half, 1).padEnd(23));
      return `${number(at, 8)}  ${halves.join('  ')}  |${shown(octets)}|`;
    }),
  'hexdump and od -x': text =>
    rows(text, (octets, at) => {
      const padded = Buffer.concat([octets, Buffer.alloc(octets.length % 2)]);
      return `${number(at, 7)} ${hex(Buffer.from(padded).swap16(), 2)}`;
    }),
  'od -t x1': text => rows(text, (octets, at) => `${at.toString(8).padStart(7, '0')} ${hex(octets, 1)}`),
  'od -t x1z': text => rows(text, (octets, at) => `${number(at, 6)} ${hex(octets, 1).padEnd(47)}  >${shown(octets)}<`),
  'tcpdump -X': text =>
    rows(text, (octets, at) => `\t0x${number(at, 4)}:  ${hex(octets, 2).padEnd(39)}  ${shown(octets, /[^!-~]/g)}`),
  Wireshark: text => rows(text, (octets, at) => `${number(at, 4)}   ${hex(octets, 1).padEnd(47)}   ${shown(octets)}`),
  'a log with a dump': text =>
    rows(text, (octets, at) => `Nov 25 09:00:00 proxy[12]: ${number(at, 4)}  ${hex(octets, 1).padEnd(47)}  ${shown(octets)}`),
  'xxd -p': text => rows(text, octets => octets.toString('hex'), 30),
  'xxd -i': text => rows(text, octets => `  ${[...octets].map(octet => `0x${number(octet, 2)}`).join(', ')},`, 12),
  'a hex stream': text => `${Buffer.from(text, 'latin1').toString('hex')}\n`,
};

/** Four characters in a row of a secret that are left, in characters or in digits whatever stands between those. */
function leak(text: string): string | undefined {
  const digits = text.replace(/^.*?(?:[0-9a-f]{4,8}:? )/gm, '').replace(/0x|[^0-9a-f]/g, '');
  const bare = [text.replace(/0x|[\s,]/g, ''), digits];
  for (const secret of [key, password, digest])
    for (let at = 0; at + 4 <= secret.length; at++) {
      const piece = secret.slice(at, at + 4);
      const octets = Buffer.from(piece);
      const written = [octets.toString('hex'), Buffer.from(octets).swap16().toString('hex')];
      if (text.includes(piece) || written.some(one => bare.some(shape => shape.includes(one)))) return piece;
    }
  return undefined;
}

describe('redact: dumps in hexadecimal', () => {
  for (const [name, write] of Object.entries(writers))
    it(`${name}: takes secrets out of digits and characters, wherever a line breaks them`, () => {
      for (let before = 0; before < 32; before++) {
        const dump = write(message(before));
        const once = redact(dump);
        expect(leak(once.document.text), once.document.text).to.equal(undefined);
        expect(redact(once.document).document.text).to.equal(once.document.text);
        const found = once.secrets.map(({ kind, size, unit }) => `${kind} ${size} ${unit}`);
        expect(found).to.deep.equal(['credentials 32 characters', 'master-key 30 octets', 'ice-password 22 characters']);
      }
    });

  describe('of packets', () => {
    /** IPv4 (RFC 791 §3.1) or IPv6 (RFC 8200 §3) with TCP (RFC 9293 §3.1), behind an Ethernet header or bare. */
    const packet = (payload: string, sequence: number, { port = 5060, ethernet = false, ipv6 = false } = {}) => {
      const tcp = Buffer.alloc(20);
      tcp.writeUInt16BE(port);
      tcp.writeUInt16BE(5060, 2);
      tcp.writeUInt32BE(sequence % 2 ** 32, 4);
      tcp.writeUInt16BE(0x5018, 12);
      const ip = Buffer.alloc(ipv6 ? 40 : 20, 0xc0);
      ip[0] = ipv6 ? 0x60 : 0x45;
      ip[ipv6 ? 6 : 9] = 6;
      ip.writeUInt16BE(payload.length + (ipv6 ? 20 : 40), ipv6 ? 4 : 2);
      const link = ethernet ? Buffer.from(`020000000001020000000002${ipv6 ? '86dd' : '0800'}`, 'hex') : Buffer.alloc(0);
      return Buffer.concat([link, ip, tcp, Buffer.from(payload)]).toString('latin1');
    };
    const kinds = {
      'tcpdump -X': {},
      Wireshark: { ethernet: true },
      xxd: { ipv6: true },
      'hexdump -C': { ethernet: true, ipv6: true },
    };
    const text = message(0);
    /** The message in two segments, the sequence numbers of which wrap, in one dump or in two. */
    const cutAt = (cut: number, name: keyof typeof kinds, order: (first: string, second: string) => string[]) => {
      const first = 2 ** 32 - 20;
      const packets = order(packet(text.slice(0, cut), first, kinds[name]), packet(text.slice(cut), first + cut, kinds[name]));
      return packets.map(one => writers[name]?.(one)).join(cut % 2 ? '\n' : '12:00:00 IP 192.0.2.1.5060 > 192.0.2.2.5060: tcp\n');
    };
    const orders: Readonly<Record<string, (first: string, second: string) => string[]>> = {
      'follow each other': (first, second) => [first, second],
      'came in another order': (first, second) => [second, first],
      'came twice, with those of another connection between them': (first, second) => [
        first,
        packet('OPTIONS sip:bob@example.com SIP/2.0', 7, { port: 5062 }),
        second,
        first,
        second,
      ],
    };
    /** UDP in two fragments (RFC 791 §3.2, RFC 8200 §4.5), the second at a multiple of 8 octets; IPv6 with a hop-by-hop header before. */
    const fragments = (cut: number, ipv6: boolean, write: (text: string) => string) => {
      const udp = Buffer.concat([Buffer.from('13c413c400000000', 'hex'), Buffer.from(text)]);
      const parts = [udp.subarray(0, cut), udp.subarray(cut)].map((octets, index) => {
        const place = index === 0 ? 1 : cut;
        const ip = Buffer.alloc(ipv6 ? 56 : 20);
        ip[0] = ipv6 ? 0x60 : 0x45;
        ip.writeUInt16BE(octets.length + (ipv6 ? 16 : 20), ipv6 ? 4 : 2);
        if (ipv6) {
          ip.set([44, 0, 1, 4, 0, 0, 0, 0, 17], 40);
          ip.writeUInt16BE(index === 0 ? 1 : place, 50);
          ip.writeUInt32BE(0xabcd, 52);
        } else {
          ip.writeUInt16BE(0xabcd, 4);
          ip.writeUInt16BE(index === 0 ? 0x2000 : cut / 8, 6);
          ip[9] = 17;
        }
        return write(Buffer.concat([ip, octets]).toString('latin1'));
      });
      return parts.join('12:00:00 IP 192.0.2.1 > 192.0.2.2: ip-proto-17\n');
    };
    for (const ipv6 of [false, true])
      for (const name of ['tcpdump -X', 'a hex stream'] as const)
        it(`${name}: takes out a secret that is cut by fragments of ${ipv6 ? 'IPv6, behind extension headers' : 'IPv4'}`, () => {
          for (let cut = 8 * Math.ceil(text.indexOf('response') / 8); cut < text.length; cut += 8) {
            const { document, secrets } = redact(fragments(cut, ipv6, writers[name] as (text: string) => string));
            expect(leak(document.text), document.text).to.equal(undefined);
            expect(secrets.map(({ size, unit }) => `${size} ${unit}`).sort()).to.deep.equal([
              ...['22 characters', '30 octets', '32 characters'],
            ]);
          }
        });

    it('a hex stream: takes out a secret that is cut by TCP, a packet in each line', () => {
      for (let cut = text.indexOf('response'); cut < text.length; cut += 7) {
        const lines = [packet(text.slice(0, cut), 9), packet(text.slice(cut), 9 + cut)].map(one =>
          writers['a hex stream']?.(one),
        );
        for (const order of [lines, lines.toReversed()]) {
          const { document } = redact(order.join(''));
          expect(leak(document.text.replace('00db', '')), document.text).to.equal(undefined);
        }
      }
    });

    it('counts connections in which a segment is missing', () => {
      const dumpOf = (...segments: string[]) => segments.map(one => writers['tcpdump -X']?.(one)).join('\n');
      const [first, second, third] = [
        packet(text.slice(0, 90), 9),
        packet(text.slice(90, 180), 99),
        packet(text.slice(180), 189),
      ] as const;
      expect(flowsWithGaps(dumpOf(first, third, second))).to.equal(0);
      expect(flowsWithGaps(dumpOf(first, third))).to.equal(1);
      expect(flowsWithGaps(text)).to.equal(0);
    });

    for (const name of Object.keys(kinds) as (keyof typeof kinds)[])
      for (const [what, order] of Object.entries(orders))
        it(`${name}: takes out a secret that is cut by TCP, where the segments ${what}`, () => {
          for (let cut = text.indexOf('response'); cut < text.length; cut += 7) {
            const dump = cutAt(cut, name, order);
            const once = redact(dump);
            // The length of a packet may be written as a piece of the digest is.
            expect(leak(once.document.text.replace(/\b00 ?db\b/g, '')), once.document.text).to.equal(undefined);
            expect(redact(once.document).document.text).to.equal(once.document.text);
            const sizes = once.secrets.map(({ size, unit }) => `${size} ${unit}`).sort();
            expect(sizes, dump).to.deep.equal(['22 characters', '30 octets', '32 characters']);
          }
        });

    it('joins no segments between which one is missing', () => {
      const cut = text.indexOf(key) + 20;
      const dump = [packet(text.slice(0, cut), 1), packet(text.slice(cut + 2), 1 + cut + 2)]
        .map(one => writers.xxd?.(one))
        .join('\n');
      expect(redact(dump).secrets.map(({ size }) => size))
        .to.include(15)
        .and.not.include(30);
    });
  });

  it('a key has one mark in text and in a dump', () => {
    const { secrets } = redact(`${message(0)}\n${writers['hexdump -C']?.(message(3))}`);
    expect(secrets.map(({ mark }) => mark)).to.deep.equal(['a1', 'a2', 'a3']);
  });

  it('leaves a dump without secrets as it is', () => {
    for (const write of Object.values(writers)) {
      const dump = write('OPTIONS sip:bob@example.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n');
      expect(redact(dump).document.text).to.equal(dump);
    }
  });

  it('needs time in proportion to the text', () => {
    for (const part of [
      'ab ',
      'ab',
      '0000 ab ab ab ab ab ab ab ab x\n',
      '0000  61 61 61  aaa\n',
      '0x',
      '0x61,',
      '0000: ',
      'ab;;;;;;;;;',
    ])
      redact(part.repeat(Math.ceil(2 ** 18 / part.length)));
  }).timeout(60_000);
});

describe('redact: dumps in other forms', () => {
  const octal = (octets: Buffer) => [...octets].map(octet => octet.toString(8).padStart(3, '0')).join(' ');
  const place = (at: number) => at.toString(8).padStart(7, '0');

  it('are named, with their first line', () => {
    const dumps = [
      rows(message(0), (octets, at) => `${place(at)} ${octal(octets)}`),
      rows(
        message(0),
        (octets, at) => `${number(at, 8)}: ${[...octets].map(octet => octet.toString(2).padStart(8, '0')).join(' ')}`,
        6,
      ),
      '0000000 047111 044526 042524 071440 070151 061072 074100 051440\n',
      '0000000   I   N   V   I   T   E       s   i   p   :   b   @   x       S\n0000020   I   P   /   2   .   0  \\r  \\n   A   u   t   h   o   r   i   z\n',
    ];
    for (const dump of dumps) expect(unreadDump(`From a log:\n\n${dump}`), dump).to.equal(3);
  });

  it('are not seen in what is none', () => {
    for (const text of [message(0), ...Object.values(writers).map(write => write(message(0)))])
      expect(unreadDump(text), text).to.equal(undefined);
  });
});
