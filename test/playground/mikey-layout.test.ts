import { readdirSync, readFileSync } from 'node:fs';
import type { SdpDocument } from '@sdpsec/negotiation/document';
import { type MikeyReading, readMikeyMessage, readSecurity } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { mikeyDocument } from '../../packages/playground/src/mikey-input.js';
import { layoutOf } from '../../packages/playground/src/mikey-layout.js';
import { root } from '../packaging/workspace.js';
import { sharedFolder } from '../support/needs.js';

const folder = `${root}test/vectors/mikey/`;
const vectors = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .flatMap(name => {
    const { i_message, r_message } = JSON.parse(readFileSync(folder + name, 'utf8'));
    return [
      { name: `${name}, I_MESSAGE`, base64: i_message as string },
      ...(r_message ? [{ name: `${name}, R_MESSAGE`, base64: r_message as string }] : []),
    ];
  });

function read(document: SdpDocument): { octets: Uint8Array; reading: MikeyReading } {
  const [line] = readSecurity(document).session.keyMgmt;
  if (!line || line.value.kind === 'problem') throw new Error('expected a MIKEY message');
  return { octets: line.value.data, reading: readMikeyMessage(line) as MikeyReading };
}

describe('the octet map of a MIKEY message', () => {
  const shared = sharedFolder('messages');
  const captured = (shared ? readdirSync(shared) : [])
    .filter(name => name.endsWith('.json'))
    .map(name => ({ name, base64: JSON.parse(readFileSync(`${shared}/${name}`, 'utf8')).base64 as string }));
  for (const { name, base64 } of [...vectors, ...captured])
    it(`${name}: each octet belongs to exactly one field, in order (RFC 3830 §6)`, () => {
      const { octets, reading } = read(mikeyDocument(base64));
      if (reading.kind !== 'message') throw new Error(reading.message);
      let at = 0;
      for (const part of layoutOf(reading.message, octets, reading.bareKeys)) {
        expect(part.offset).to.equal(at);
        for (const field of part.fields) {
          expect(field.offset, `${part.kind} ${field.name}`).to.equal(at);
          at += field.length;
        }
        expect(at, part.kind).to.equal(part.offset + part.length);
      }
      expect(at).to.equal(octets.length);
    });

  it('takes a key-mgmt line, an RTSP header, base64 and hexadecimal digits for the same message', () => {
    const base64 = vectors[0]?.base64 as string;
    const octets = Buffer.from(base64, 'base64');
    for (const pasted of [
      base64,
      `a=key-mgmt:mikey ${base64}\r\n`,
      `KeyMgmt: prot=mikey; uri="rtsp://example.org"; data="${base64}"`,
      octets.toString('hex'),
      octets.toString('hex').match(/../g)?.join(':') ?? '',
    ])
      expect(Buffer.from(read(mikeyDocument(pasted)).octets).equals(octets), pasted).to.equal(true);
  });

  it('hides keys that a message carries in the clear (NULL encryption, RFC 3830 §6.2)', () => {
    // Written by hand: HDR with an empty map (RFC 4563 §5), then KEMAC with one TEK and no MAC.
    const key = 'ab'.repeat(30);
    const header = '01000100000000010001';
    const keyData = `0020001e${key}`;
    const { octets, reading } = read(
      mikeyDocument(`${header}0000${(keyData.length / 2).toString(16).padStart(4, '0')}${keyData}00`),
    );
    if (reading.kind !== 'message') throw new Error(reading.message);
    const fields = layoutOf(reading.message, octets, reading.bareKeys).flatMap(part => part.fields);
    const secret = fields.filter(field => field.secret);
    expect(secret.map(({ value }) => value)).to.deep.equal([key]);
    expect(secret[0]?.offset).to.equal(octets.length - 31);
    expect(fields.filter(field => !field.secret && field.value.includes('abab'))).to.deep.equal([]);
  });
});
