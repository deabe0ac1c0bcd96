import { inspect } from 'node:util';
import {
  decodeChain,
  decodeMessage,
  encodeChain,
  encodeMessage,
  find,
  MikeyError,
  type MikeyMessage,
  payloadSpans,
  readExtension,
  writeExtension,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { message, payload } from './arbitraries.js';
import { peerMessages, unbase64, unhex, vectors } from './material.js';

/** HDR of a pre-shared message with an empty SRTP-ID map, RFC 3830 §6.1, written by hand. */
const header = '01 00 NN 80 01020304 00 00';
const octets = (next: string, rest: string) => unhex((header.replace('NN', next) + rest).replace(/ /g, ''));

/** Reveals secrets, so that deep comparison sees them. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function decodeOrError(input: Uint8Array): MikeyMessage | MikeyError {
  try {
    return decodeMessage(input);
  } catch (error) {
    if (error instanceof MikeyError) return error;
    throw error;
  }
}

describe('MIKEY codec (RFC 3830 §6)', () => {
  describe('messages of peers', () => {
    for (const { name, hex, dump } of peerMessages())
      it(`${name} decodes to the recorded payloads and encodes to the same octets`, () => {
        const input = unhex(hex);
        const decoded = decodeMessage(input);
        expect(encodeMessage(decoded)).to.deep.equal(input);
        // The dump was made by a separate decoder: one line a payload, TRAILING for octets behind the last one.
        const kinds = dump.map(line => line.trim().split(' ')[0]).filter(kind => kind !== 'TRAILING');
        const ours = decoded.payloads.map(({ kind }) => (kind === 'EXT' ? 'GENEXT' : kind));
        expect(['HDR', ...ours]).to.deep.equal(kinds);
        expect(decoded.trailing !== undefined).to.equal(dump.some(line => line.includes('TRAILING')));
      });
  });

  for (const { name, i_message, r_message } of vectors)
    it(`${name}: both messages encode to the same octets`, () => {
      for (const text of [i_message, r_message]) {
        const input = unbase64(text);
        expect(encodeMessage(decodeMessage(input))).to.deep.equal(input);
      }
    });

  it('reads fields where the figures put them', () => {
    const decoded = decodeMessage(
      octets('05', '0b 02 00000007 0a 04 aabbccdd 15 09 00 0003 06 01 7f 0c 01 0003 616263 00 0d 1234'),
    );
    expect(decoded.header).to.deep.equal({
      dataType: 0,
      v: true,
      prf: 0,
      csbId: 0x01020304,
      map: { kind: 'srtp-id', sessions: [] },
    });
    expect(decoded.payloads).to.deep.equal([
      { kind: 'T', type: 2, value: unhex('00000007') },
      { kind: 'RAND', rand: unhex('aabbccdd') },
      { kind: 'SP', policy: 9, protocol: 0, parameters: [{ type: 6, value: unhex('7f') }] },
      { kind: 'EXT', type: 1, data: unhex('616263') },
      { kind: 'ERR', error: 13, reserved: 0x1234 },
    ]);
  });

  it('round-trips any message of its type', () => {
    fc.assert(
      fc.property(message, value => {
        const encoded = encodeMessage(value);
        expect(plain(decodeMessage(encoded))).to.deep.equal(plain(value));
      }),
    );
  });

  it('round-trips chains that payloads carry', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 5 }), payloads => {
        const first = payloads[0];
        if (!first) return;
        const number = encodeMessage({ header: emptyHeader, payloads: [first] })[2] as number;
        expect(plain(decodeChain(encodeChain(payloads), number).payloads)).to.deep.equal(plain(payloads));
      }),
    );
  });

  it('says where each payload stands', () => {
    fc.assert(
      fc.property(message, value => {
        let end = 0;
        for (const { offset, length } of payloadSpans(value)) {
          expect(offset).to.equal(end);
          end += length;
        }
        expect(end + (value.trailing?.length ?? 0)).to.equal(encodeMessage(value).length);
      }),
    );
  });

  it('gives a message that encodes to the same octets, or a MikeyError, for any octets', () => {
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 200 }).map(rest => Uint8Array.from([...octets('05', ''), ...rest])),
    );
    fc.assert(
      fc.property(input, value => {
        const decoded = decodeOrError(value);
        if (!(decoded instanceof MikeyError)) expect(encodeMessage(decoded)).to.deep.equal(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives an error or another reading for every truncation and every one-octet change of a valid message', () => {
    for (const { i_message } of vectors) {
      const input = unbase64(i_message);
      const original = plain(decodeMessage(input));
      for (let length = 0; length < input.length; length++) {
        const decoded = decodeOrError(input.slice(0, length));
        if (!(decoded instanceof MikeyError)) expect(plain(decoded)).to.not.deep.equal(original);
      }
      for (let at = 0; at < input.length; at += 7) {
        const changed = input.slice();
        changed[at] = (changed[at] as number) ^ (1 << (at % 8));
        const decoded = decodeOrError(changed);
        if (!(decoded instanceof MikeyError)) expect(encodeMessage(decoded)).to.deep.equal(changed);
      }
    }
  });

  it('names payload and offset in errors', () => {
    const error = decodeOrError(octets('0b', '00 10 0102'));
    expect(error).to.be.instanceOf(MikeyError);
    expect(error).to.include({ code: 'truncated', payload: 'RAND', offset: 12 });
    expect((error as MikeyError).message).to.equal('RAND, offset 12: expected 16 more octets, got 2');
    expect(decodeOrError(unhex('02'))).to.include({ code: 'unsupported-version', payload: 'HDR' });
    expect(decodeOrError(unhex('01000080000000000007'))).to.include({ code: 'unsupported-map-type', offset: 10 });
    expect(decodeOrError(octets('0a', '00 00 00 0003 06 05 01'))).to.include({ code: 'truncated', payload: 'SP', offset: 17 });
  });

  it('bounds payloads, size and nesting (trap 22)', () => {
    const errors = '0c 00 0000 '.repeat(64);
    expect(decodeOrError(octets('0c', `${errors}00 00 0000`))).to.include({ code: 'too-many-payloads', payload: 'ERR' });
    expect(decodeOrError(new Uint8Array(65_537))).to.include({ code: 'too-long' });
    const rand = { kind: 'EXT' as const, type: 0, data: new Uint8Array(65_535) };
    expect(() => encodeMessage({ header: emptyHeader, payloads: [rand] })).to.throw(MikeyError, 'at most 65536 octets');
  });

  it('keeps a payload whose end cannot be found, with everything behind it', () => {
    for (const [next, rest] of [
      ['63', '0c 00 0001 07'],
      ['05', '0b 09 0102'],
      ['03', '00 07 01 02'],
      ['09', '00 05 01'],
    ] as const) {
      const input = octets(next, rest);
      const decoded = decodeMessage(input);
      expect(decoded.payloads).to.deep.equal([
        { kind: 'UNKNOWN', number: Number.parseInt(next, 16), data: unhex(rest.replace(/ /g, '')) },
      ]);
      expect(encodeMessage(decoded)).to.deep.equal(input);
    }
  });

  it('refuses to write what does not fit', () => {
    const write = (value: Parameters<typeof encodeMessage>[0]['payloads'][number]) => () =>
      encodeMessage({ header: emptyHeader, payloads: [value] });
    expect(write({ kind: 'RAND', rand: new Uint8Array(256) })).to.throw(MikeyError, 'RAND, offset 11: expected 0..255, got 256');
    expect(write({ kind: 'T', type: 0, value: new Uint8Array(4) })).to.throw(MikeyError, 'expected 8 octets, got 4');
    expect(write({ kind: 'V', macAlgorithm: 9, mac: new Uint8Array(4) })).to.throw(MikeyError, 'unknown length');
    expect(write({ kind: 'PKE', cache: 4, data: new Uint8Array(4) })).to.throw(MikeyError, 'expected 0..3, got 4');
    const kemac = {
      kind: 'KEMAC' as const,
      encryption: 1,
      data: Secret.from(new Uint8Array(65_536)),
      macAlgorithm: 0,
      mac: new Uint8Array(),
    };
    expect(write(kemac)).to.throw(MikeyError, 'expected 0..65535, got 65536');
    const sign = { kind: 'SIGN' as const, type: 0, signature: new Uint8Array(2) };
    expect(() => encodeMessage({ header: emptyHeader, payloads: [sign, { kind: 'RAND', rand: new Uint8Array(2) }] })).to.throw(
      MikeyError,
      'no payload behind it',
    );
  });

  it('shows no key of a KEMAC, whose NULL encryption leaves it in the clear', () => {
    const decoded = decodeMessage(octets('01', '00 00 0008 00200004abababab 00'));
    expect(find(decoded, 'KEMAC')?.data.length).to.equal(8);
    expect(inspect(decoded, { depth: 9 }) + JSON.stringify(decoded)).to.not.match(/171|abab/);
  });
});

const emptyHeader = { dataType: 0, v: false, prf: 0, csbId: 1, map: { kind: 'empty', count: 0 } } as const;

describe('General Extension (RFC 3830 §6.15, RFC 4563 §4, RFC 4738 §3.9.3, RFC 5410 §3)', () => {
  it('reads and writes what the RFCs lay out', () => {
    const cases = [
      [1, '6d696b65793b6b65797031', { kind: 'sdp-ids', protocols: ['mikey', 'keyp1'] }],
      [
        3,
        '0002aabb0101cc',
        {
          kind: 'key-id',
          ids: [
            { type: 0, id: unhex('aabb') },
            { type: 1, id: unhex('cc') },
          ],
        },
      ],
      [4, '01020304', { kind: 'csb-id', csbId: 0x01020304 }],
      [5, '02aabb', { kind: 'oma-bcast', subtype: 2, data: unhex('aabb') }],
      [7, 'aabb', { kind: 'other', type: 7, data: unhex('aabb') }],
    ] as const;
    for (const [type, data, content] of cases) {
      const extension = { kind: 'EXT' as const, type, data: unhex(data) };
      expect(readExtension(extension)).to.deep.equal(content);
      expect(writeExtension(content as never)).to.deep.equal(extension);
    }
  });

  it('refuses data that does not fit its type', () => {
    for (const [type, data] of [
      [1, '6d696b65793b'],
      [3, '0005aa'],
      [4, '010203'],
      [4, '0102030405'],
      [5, ''],
    ] as const)
      expect(() => readExtension({ kind: 'EXT', type, data: unhex(data) })).to.throw(MikeyError, 'EXT');
  });
});
