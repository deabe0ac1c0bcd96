import { inspect } from 'node:util';
import { formatKeyMgmt, MikeyError, parseKeyMgmt } from '@sdpsec/mikey';
import { expect } from 'chai';
import fc from 'fast-check';
import { unhex } from './material.js';

/** RFC 4567 §5.1, Bob's answer on one line. */
const bob = 'mikey AQEFgM0XflABAAAAAAAAAAAAAAYAyONQ6gAAAAAJAAAQbWlja2V5QG1vdXNlLmNvbQABn8HdGE5BMDXFIuGEga+62AgY5cc=';
const bobOctets = unhex(
  '01010580cd177e5001000000000000000000000600c8e350ea00000000090000106d69636b6579406d6f7573652e636f6d00019fc1dd184e413035c522e18481afbad80818e5c7',
);

function codes(value: string): string[] {
  const parsed = parseKeyMgmt(value);
  if (parsed.kind === 'problem') return [`problem ${parsed.code} at ${parsed.offset}`];
  return parsed.deviations.map(({ code, offset, length }) => `${code} ${offset}+${length}`);
}

describe('a=key-mgmt value (RFC 4567 §3.1)', () => {
  it('reads and writes the example of §5.1', () => {
    const value = parseKeyMgmt(bob);
    if (value.kind === 'problem') throw new Error(value.message);
    expect(value.protocol).to.equal('mikey');
    expect(value.data).to.deep.equal(bobOctets);
    expect(value.deviations).to.deep.equal([]);
    expect(formatKeyMgmt(bobOctets)).to.equal(bob);
  });

  it('allows the one blank of 0*1SP, and keeps other protocols', () => {
    expect(codes(` ${bob}`)).to.deep.equal([]);
    expect(parseKeyMgmt('keyp1 AAEC')).to.deep.include({ protocol: 'keyp1', data: Uint8Array.of(0, 1, 2) });
  });

  it('tolerates departures, each by its code and place', () => {
    expect(codes(`  ${bob}`)).to.deep.equal(['surplus-blank 0+2']);
    expect(codes(`${bob}  `)).to.deep.equal([`surplus-blank ${bob.length}+2`]);
    expect(codes('mikey  AAEC')).to.deep.equal(['wide-separator 5+2']);
    expect(codes('MIKEY AAEC')).to.deep.equal(['protocol-case 0+5']);
    expect(codes('mikey AAE')).to.deep.equal(['padding-missing 9+0']);
    expect(codes('mikey AAE==')).to.deep.equal(['padding-superfluous 10+1']);
    expect(codes('mikey AAEC AAEC')).to.deep.equal(['blank-in-base64 10+1']);
    expect(codes('mikey AA_-')).to.deep.equal(['url-safe-base64 8+1']);
    expect(codes('mikey AAF=')).to.deep.equal(['trailing-bits 8+1']);
  });

  it('names what makes a value unusable, and where', () => {
    expect(codes('')).to.deep.equal(['problem empty at 0']);
    expect(codes('mikey')).to.deep.equal(['problem data-missing at 5']);
    expect(codes('mikey =')).to.deep.equal(['problem data-missing at 6']);
    expect(codes('mi-key AAEC')).to.deep.equal(['problem bad-protocol at 0']);
    expect(codes('mikey AA!C')).to.deep.equal(['problem bad-base64 at 8']);
    expect(codes('mikey AA=C')).to.deep.equal(['problem bad-base64 at 9']);
    expect(codes('mikey AAECA')).to.deep.equal(['problem bad-base64 at 11']);
    expect(codes(`mikey ${'A'.repeat(1 << 20)}`)).to.deep.equal(['problem too-long at 100000']);
  });

  it('agrees with Node on base64 in both directions', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), octets => {
        const text = `mikey ${Buffer.from(octets).toString('base64')}`;
        expect(formatKeyMgmt(octets)).to.equal(text);
        expect(parseKeyMgmt(text)).to.deep.include({ data: octets, deviations: [] });
      }),
    );
  });

  it('gives a value or a problem for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(text => `mikey ${text}`),
        ),
        text => {
          expect(parseKeyMgmt(text).kind).to.be.oneOf(['key-mgmt', 'problem']);
        },
      ),
    );
  });

  it('does not show the data, which may hold keys in the clear', () => {
    const value = parseKeyMgmt('mikey ra+tr62vra+tr62v');
    expect(inspect(value, { depth: 9 }) + JSON.stringify(value)).to.not.match(/173|175|ra\+t|adaf/i);
  });

  it('writes nothing that is not a value', () => {
    expect(() => formatKeyMgmt(new Uint8Array())).to.throw(MikeyError, 'expected key management data');
    expect(() => formatKeyMgmt(Uint8Array.of(1), 'mi key')).to.throw(MikeyError, 'letters and digits');
  });
});
