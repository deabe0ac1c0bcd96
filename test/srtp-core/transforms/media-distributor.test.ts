import { randomBytes } from 'node:crypto';
import {
  changeHeader,
  hopByHopOnly,
  type OriginalHeader,
  SrtpError,
  type SrtpParameters,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatOriginalHeader, readOriginalHeader } from '../../../packages/srtp-core/dist/original-header.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { hex, octets } from '../../support/vectors.js';
import { open, seal } from './packets.js';

const double = 'DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM';

function slotOf({ suite, masterKeys: [{ key, salt }] }: SrtpParameters) {
  return portableEngine().keySlot(suites[suite], key, salt, 0);
}

describe('A media distributor (RFC 8723 §5.2)', () => {
  // Both hops share the inner halves; each has outer halves of its own.
  const [innerKey, innerSalt] = [randomBytes(32), randomBytes(12)];
  const hop = () =>
    srtpParameters({
      suite: double,
      masterKeys: [{ key: Buffer.concat([innerKey, randomBytes(32)]), salt: Buffer.concat([innerSalt, randomBytes(12)]) }],
    });
  const [fromSender, toReceiver] = [hop(), hop()];
  const plain = `9260fffe${hex(randomBytes(8 + 8))}bede000110aa0000${hex(randomBytes(50))}`;
  const [outer, single] = [{ tagOctets: 33 }, { tagOctets: 16 }];

  /** What the receiver gets of a packet that the distributor changed step by step. */
  function relay(...steps: OriginalHeader[]): string {
    const sent = seal(slotOf(fromSender), octets(plain), outer);
    const inner = open(slotOf(hopByHopOnly(fromSender)), sent, single) as Uint8Array;
    const changed = steps.reduce(changeHeader, inner);
    const received = open(slotOf(toReceiver), seal(slotOf(hopByHopOnly(toReceiver)), changed, single), outer);
    return typeof received === 'string' ? received : hex(received);
  }

  it('passes a packet on unchanged', () => {
    expect(relay()).to.equal(plain);
    expect(relay({})).to.equal(plain);
  });

  it('changes payload type and sequence number; the marker that arrives is the one that was sent', () => {
    expect(relay({ payloadType: 5 })).to.equal(`9205${plain.slice(4)}`);
    expect(relay({ sequenceNumber: 0xf000 })).to.equal(`9260f000${plain.slice(8)}`);
    expect(relay({ marker: true })).to.equal(plain);
    expect(relay({ payloadType: 5, marker: true, sequenceNumber: 0xfffd })).to.equal(`9205fffd${plain.slice(8)}`);
  });

  it('keeps the first original value through several changes, and drops a field that has it again', () => {
    expect(relay({ payloadType: 5 }, { payloadType: 6, marker: true })).to.equal(`9206${plain.slice(4)}`);
    const inner = open(slotOf(hopByHopOnly(fromSender)), seal(slotOf(fromSender), octets(plain), outer), single) as Uint8Array;
    const back = changeHeader(changeHeader(inner, { payloadType: 5, sequenceNumber: 9 }), {
      payloadType: 0x60,
      sequenceNumber: 0xfffe,
    });
    expect(hex(back)).to.equal(hex(inner));
  });

  it('cannot change anything else: the inner tag of the sender says so', () => {
    const sent = seal(slotOf(fromSender), octets(plain), outer);
    const inner = open(slotOf(hopByHopOnly(fromSender)), sent, single) as Uint8Array;
    const clear = 28;
    // Timestamp, SSRC, CSRCs, ciphertext, inner tag, reserved bits and presence bits of the original header block.
    for (const at of [4, 8, 12, 19, clear, clear + 49, clear + 50, inner.length - 2]) {
      const forged = inner.slice();
      forged[at]! ^= 1;
      const target = new Uint8Array(200).fill(0x5a);
      const refusal = open(slotOf(toReceiver), seal(slotOf(hopByHopOnly(toReceiver)), forged, single), outer, target);
      expect(refusal, `octet ${at}`).to.equal('auth-failed');
      expect(hex(target), `octet ${at}: the target`).to.equal('5a'.repeat(200));
    }
    for (const config of [0x10, 0x80, 0x08, 0x01, 0x02, 0x0c]) {
      const forged = inner.slice();
      forged[forged.length - 1] = config;
      const refusal = open(slotOf(toReceiver), seal(slotOf(hopByHopOnly(toReceiver)), forged, single), outer);
      expect(refusal, `config ${config}`).to.equal('auth-failed');
    }
  });

  it('has only what is left of too short a packet refused', () => {
    for (let octetsLeft = 0; octetsLeft < 18; octetsLeft++) {
      const short = octets(plain.slice(0, 56) + '00'.repeat(octetsLeft));
      const refusal = open(slotOf(toReceiver), seal(slotOf(hopByHopOnly(toReceiver)), short, single), outer);
      expect(refusal, `${octetsLeft} octets`).to.equal('auth-failed');
    }
  });

  it('is told by code what it cannot do', () => {
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        if (error instanceof SrtpError) return error.code;
      }
      return undefined;
    };
    expect(code(() => changeHeader(new Uint8Array(11), {}))).to.equal('malformed-packet');
    expect(code(() => changeHeader(new Uint8Array(12), {}))).to.equal('malformed-packet');
    expect(code(() => changeHeader(new Uint8Array(13).fill(0xff), {}))).to.equal('malformed-packet');
    for (const wrong of [{ payloadType: 128 }, { payloadType: -1 }, { sequenceNumber: 65536 }, { sequenceNumber: 0.5 }])
      expect(code(() => changeHeader(new Uint8Array(13), wrong))).to.equal('bad-parameters');
    const parameters = srtpParameters({
      suite: 'AEAD_AES_128_GCM',
      masterKeys: [{ key: new Uint8Array(16), salt: new Uint8Array(12) }],
    });
    expect(code(() => hopByHopOnly(parameters))).to.equal('unsupported-suite');
  });
});

describe('Original header block (RFC 8723 §4)', () => {
  it('reads PT, SEQ and the marker in the order of the RFC', () => {
    const read = (digits: string) => readOriginalHeader(octets(digits), 0, digits.length / 2);
    expect(read('00')).to.deep.equal({ octets: 1 });
    expect(read('600102' + '0f')).to.deep.equal({ octets: 4, payloadType: 0x60, sequenceNumber: 0x0102, marker: true });
    expect(read('ff' + '6002')).to.deep.equal({ octets: 2, payloadType: 0x60 });
    expect(read('ff' + '010201')).to.deep.equal({ octets: 3, sequenceNumber: 0x0102 });
    expect(read('04')).to.deep.equal({ octets: 1, marker: false });
    for (const wrong of ['', '01', '0001', '02', '03', '08', '10', '8002']) expect(read(wrong), wrong).to.equal(undefined);
  });

  it('reads back whatever it writes', () => {
    const header = fc.record(
      { payloadType: fc.nat(127), sequenceNumber: fc.nat(0xffff), marker: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(header, fields => {
        const block = formatOriginalHeader(fields);
        expect(readOriginalHeader(block, 0, block.length)).to.deep.equal({ ...fields, octets: block.length });
      }),
    );
  });
});
