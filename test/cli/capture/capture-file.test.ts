import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { dissect, ipv4, items, pcap, udp } from './frames.js';

const frames = ['one', 'two', 'six'].map((text, index) => ({
  octets: ipv4(udp(Buffer.from(text))),
  at: 1_700_000_000_000_001 + index * 20_000,
}));

describe('capture files', () => {
  for (const littleEndian of [true, false])
    for (const nanoseconds of [true, false])
      it(`reads pcap in ${littleEndian ? 'little' : 'big'} endian with ${nanoseconds ? 'nano' : 'micro'}seconds`, async () => {
        const found = await items(pcap(frames, { littleEndian, nanoseconds }));
        expect(found).to.deep.equal(
          frames.map(({ octets, at }, index) => ({
            kind: 'record',
            number: index + 1,
            at,
            linkType: 101,
            octets,
            originalLength: octets.length,
          })),
        );
      });

  it('reads the same whatever the chunks are', async () => {
    const file = pcap(frames);
    const whole = await items(file);
    for (const chunk of [1, 2, 3, 7, 16, 25]) expect(await items(file, chunk)).to.deep.equal(whole);
    for (const chunk of [1, 5, 64]) expect(await items(gzipSync(file), chunk)).to.deep.equal(whole);
  });

  it('tells where a file breaks off, and keeps the packets before', async () => {
    const file = pcap(frames);
    for (let length = 0; length < file.length; length++) {
      const found = await items(file.subarray(0, length));
      const complete = [0, 1, 2].filter(index => 24 + (16 + 31) * (index + 1) <= length).length;
      expect(found.filter(item => item.kind === 'record')).to.have.length(complete);
      const atEnd = length === 24 || (complete > 0 && length === 24 + (16 + 31) * complete);
      expect(found.filter(item => item.kind === 'problem')).to.have.length(atEnd ? 0 : 1, `cut at ${length}`);
    }
  });

  it('tells that gzip data breaks off or is damaged', async () => {
    const file = gzipSync(pcap(frames));
    const cut = await items(file.subarray(0, file.length - 30));
    expect(cut.at(-1)).to.include({ kind: 'problem' });
    const damaged = Buffer.from(file);
    damaged[40] = (damaged[40] as number) ^ 0xff;
    expect((await items(damaged)).at(-1)).to.include({ kind: 'problem' });
  });

  it('refuses a length beyond any packet, and what is no capture at all', async () => {
    const file = pcap(frames);
    file.writeUInt32LE(0x7fffffff, 24 + 8);
    expect(await items(file)).to.have.length(1);
    expect((await items(file))[0]).to.include({ kind: 'problem', code: 'malformed' });
    expect((await items(Buffer.from('v=0\r\no=- 1 1')))[0]).to.include({ kind: 'problem', code: 'not-a-capture' });
  });

  it('gives items for any octets, never an exception', async () => {
    const magic = fc.constantFrom('d4c3b2a1', 'a1b23c4d', '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000', '1f8b', '');
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 400 }), async (head, octets) => {
        await dissect(Buffer.concat([Buffer.from(head, 'hex'), octets]));
      }),
      { numRuns: 300 },
    );
  });

  describe('as Wireshark writes them', () => {
    if (!needs('editcap', 'mergecap')) return;
    const folder = temporaryFolder();
    const source = join(folder, 'in.pcap');
    before(() => writeFileSync(source, pcap(frames)));

    const convert = (...options: string[]) => {
      execFileSync('editcap', [...options, source, join(folder, 'out')]);
      return readFileSync(join(folder, 'out'));
    };

    it('reads pcapng, also in gzip', async () => {
      const expected = await items(pcap(frames));
      expect(await items(convert('-F', 'pcapng'))).to.deep.equal(expected);
      expect(await items(convert('-F', 'pcapng'), 5)).to.deep.equal(expected);
      expect(await items(gzipSync(convert('-F', 'pcapng')))).to.deep.equal(expected);
    });

    it('reads nanosecond pcap, and packets cut by a snap length', async () => {
      expect(await items(convert('-F', 'nsecpcap'))).to.deep.equal(await items(pcap(frames)));
      const cut = await items(convert('-F', 'pcapng', '-s', '30'));
      expect(cut[0]).to.include({ originalLength: 31 });
      expect(await dissect(convert('-F', 'pcapng', '-s', '30'))).to.satisfy((all: { cut: boolean }[]) =>
        all.every(one => one.cut),
      );
    });

    it('reads several interfaces of several link types, and sections one behind the other', async () => {
      const other = join(folder, 'other.pcap');
      writeFileSync(
        other,
        pcap(
          [
            {
              octets: Buffer.concat([Buffer.from('02000000', 'hex'), ipv4(udp(Buffer.from('four')))]),
              at: 1_700_000_001_000_000,
            },
          ],
          { linkType: 0 },
        ),
      );
      execFileSync('mergecap', ['-F', 'pcapng', '-w', join(folder, 'merged'), source, other]);
      const merged = readFileSync(join(folder, 'merged'));
      const texts = async (file: Buffer) =>
        (await dissect(file)).map(one => (one.kind === 'datagram' ? one.payload.toString() : one.kind));
      expect(await texts(merged)).to.deep.equal(['one', 'two', 'six', 'four']);
      expect(await texts(Buffer.concat([merged, merged]))).to.have.length(8);
    });
  });
});

describe('pcapng blocks (draft-ietf-opsawg-pcapng §4)', () => {
  const block = (type: number, body: Buffer) => {
    const n32 = (value: number) => {
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(value);
      return octets;
    };
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    return Buffer.concat([n32(type), n32(padded.length + 12), padded, n32(padded.length + 12)]);
  };
  const section = block(0x0a0d0d0a, Buffer.from('1a2b3c4d00010000ffffffffffffffff', 'hex'));
  const packet = ipv4(udp(Buffer.from('x')));
  const length = packet.length.toString(16).padStart(8, '0');

  it('reads big-endian enhanced, simple and obsolete packet blocks', async () => {
    const interfaces = block(1, Buffer.from('0065000000000000', 'hex'));
    const enhanced = block(6, Buffer.concat([Buffer.from(`00000000000000000000000a${length}${length}`, 'hex'), packet]));
    const simple = block(3, Buffer.concat([Buffer.from(length, 'hex'), packet]));
    const obsolete = block(2, Buffer.concat([Buffer.from(`00000000000000000000000b${length}${length}`, 'hex'), packet]));
    const unknown = block(0x0bad, Buffer.alloc(40));
    const found = await items(Buffer.concat([section, interfaces, enhanced, unknown, simple, obsolete]));
    expect(found.map(item => item.kind === 'record' && [item.number, item.at, item.octets.equals(packet)])).to.deep.equal([
      [1, 10, true],
      [2, 0, true],
      [3, 11, true],
    ]);
  });

  it('counts time by if_tsresol and if_tsoffset, in powers of ten and of two', async () => {
    const stamp = (high: number, low: number) =>
      block(
        6,
        Buffer.concat([
          Buffer.from(
            `00000000${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}${length}${length}`,
            'hex',
          ),
          packet,
        ]),
      );
    const withOptions = (options: string) => block(1, Buffer.from(`0065000000000000${options}00000000`, 'hex'));
    const at = async (options: string, high: number, low: number) => {
      const [item] = await items(Buffer.concat([section, withOptions(options), stamp(high, low)]));
      return item?.kind === 'record' ? item.at : item;
    };
    expect(await at('0009000109000000', 0, 5_000)).to.equal(5);
    expect(await at('000900018a000000', 0, 1024 * 3)).to.equal(3_000_000);
    expect(await at('000900010000000000000000', 0, 7)).to.equal(7_000_000);
    expect(await at('000e00080000000000000064', 0, 1)).to.equal(100_000_001);
  });

  it('refuses a packet of an interface that was never described, and lengths that disagree', async () => {
    const enhanced = block(6, Buffer.concat([Buffer.from(`00000003000000000000000a${length}${length}`, 'hex'), packet]));
    expect((await items(Buffer.concat([section, enhanced])))[0]).to.include({ code: 'malformed' });
    const broken = Buffer.from(section);
    broken[broken.length - 1] = 0x20;
    expect((await items(broken))[0]).to.include({ code: 'malformed' });
  });
});
