import { PacketWork } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { encryptedIds, markEncryptedElements } from '../../../packages/srtp-core/dist/header-extension.js';
import { hex, octets, readVectors } from '../../support/vectors.js';

/** The mask of RFC 6904 §3.1 over the extension (hexadecimal, "defined by profile" first), or false where it is malformed. */
function mask(extension: string, ids: readonly number[]): string | false {
  const header = octets('900f1235decafbadcafebabe');
  const packet = octets(`ffff${hex(header)}${extension}ffff`);
  const work = new PacketWork();
  const end = packet.length - 4;
  if (!markEncryptedElements(work, packet, 2, 12, end, encryptedIds(ids))) return false;
  expect(work.extensionStart).to.equal(16);
  const marks = new Uint8Array(end);
  for (let i = 0; i < work.extensionCount; i++) {
    const [at, length] = [work.extensions[2 * i]!, work.extensions[2 * i + 1]!];
    marks.fill(0xff, at, at + length);
  }
  return hex(marks.subarray(16));
}

describe('Encrypted header extension elements (RFC 6904 §3, RFC 8285 §4)', () => {
  it('finds those of RFC 6904 A.2', () => {
    const {
      profile_and_length,
      plaintext,
      encrypted_ids,
      mask: expected,
    } = readVectors<{
      profile_and_length: string;
      plaintext: string;
      encrypted_ids: number[];
      mask: string;
    }>('rfc6904-a-hdrext.json')[1]!;
    expect(mask(profile_and_length + plaintext, encrypted_ids)).to.equal(expected);
  });

  it('finds elements with two-byte headers, whatever the appbits, and skips empty ones and padding', () => {
    const body = '0102aabb' + '000302ccdd' + '0400' + 'c8011100';
    const expected = '0000ffff' + '0000000000' + '0000' + '0000ff00';
    for (const profile of ['1000', '1007', '100f']) expect(mask(`${profile}0004${body}`, [1, 4, 200])).to.equal(expected);
  });

  it('stops at the one-byte id 15, and at the id 0 with a length, but not at padding (RFC 8285 §4.1.2, §4.2)', () => {
    expect(mask(`bede0002${'10aa'}${'00'}${'10bb'}${'f0'}${'10cc'}`, [1])).to.equal('00ff0000ff000000');
    expect(mask(`bede0002${'10aa'}${'00'}${'10bb'}${'03'}${'10cc'}`, [1])).to.equal('00ff0000ff000000');
  });

  it('encrypts nothing of an extension that RFC 8285 does not define (RFC 6904 §5)', () => {
    expect(mask('abcd000110aa0000', [1])).to.equal('00000000');
    expect(mask('110000011001aa00', [0x10])).to.equal('00000000');
  });

  it('refuses an element that reaches behind the extension, and more elements than there are ids', () => {
    expect(mask('bede000110aa00' + '13', [1])).to.equal(false);
    expect(mask('bede000110aa1100', [2])).to.equal(false);
    expect(mask('100000010101aa01', [1])).to.equal(false);
    expect(mask('100000010103aa00', [1])).to.equal(false);
    expect(mask(`bede0080${'10aa'.repeat(256)}`, [1])).to.equal('00ff'.repeat(256));
    expect(mask(`bede0081${'10aa'.repeat(258)}`, [1])).to.equal(false);
  });

  it('refuses a two-byte element without its length, where the packet ends with the extension', () => {
    const packet = octets('900f1235decafbadcafebabe100000010101aa01');
    expect(markEncryptedElements(new PacketWork(), packet, 0, 12, packet.length, encryptedIds([1]))).to.equal(false);
  });

  it('never marks octets outside the extension, nor element headers, whatever the extension holds', () => {
    const words = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(
        fc.constantFrom('bede', '1000', '1003', 'c0de', '0000'),
        words,
        fc.infiniteStream(fc.nat(255)),
        (profile, length, random) => {
          const body = Uint8Array.from({ length: 4 * length }, () => random.next().value as number);
          const found = mask(profile + length.toString(16).padStart(4, '0') + hex(body), [1, 2, 3, 5, 8, 13, 21, 250]);
          if (found !== false) expect(found).to.have.length(8 * length);
          if (found !== false && profile !== 'bede' && !profile.startsWith('100'))
            expect(found).to.equal('00'.repeat(4 * length));
        },
      ),
    );
  });
});
