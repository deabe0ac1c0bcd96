import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { answerOffer, createOffer, NegotiationError } from '@sdpsec/negotiation';
import { offerWantsSdes, stripSdes } from '@sdpsec/negotiation/adapters/plain-strings';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { expect } from 'chai';
import fc from 'fast-check';

const corpus = new URL('../../../../shared/corpus/', import.meta.url);

describe('SdpDocument', () => {
  describe('keeps what it was given', () => {
    it('returns any octets unchanged', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), octets => {
          expect(SdpDocument.parse(octets).toBytes()).to.deep.equal(octets);
        }),
      );
    });

    it('returns any text unchanged, lone surrogates included', () => {
      const piece = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\r', '\n', '\r\n', 'a=x:', ' y', 'm=audio 1 RTP/AVP 0', '\ud800'),
      );
      fc.assert(
        fc.property(fc.array(piece), pieces => {
          const document = SdpDocument.parse(pieces.join(''));
          expect(document.text).to.equal(pieces.join(''));
          expect(document.lines.map(line => line.text + line.end).join('')).to.equal(pieces.join('').replace(/^\ufeff/, ''));
        }),
      );
    });

    it('keeps every line end, odd lines, a byte order mark and a missing last line end (Q49)', () => {
      const text = '\ufeffv=0\r\ns=-\nt=0 0\r\r\n---\na=x\n\n\r\na=last';
      const document = SdpDocument.parse(text);
      expect(document.text).to.equal(text);
      expect(document.lines.map(line => line.end)).to.deep.equal(['\r\n', '\n', '\r', '\r\n', '\n', '\n', '\n', '\r\n', '']);
      expect(document.lines.map(line => line.type)).to.deep.equal([
        'v',
        's',
        't',
        undefined,
        undefined,
        'a',
        undefined,
        undefined,
        'a',
      ]);
    });

    it('reads UTF-8 as text and other octets one to a character', () => {
      expect(SdpDocument.parse(Buffer.from('s=Grüße\r\n')).lines[0]?.value).to.equal('Grüße');
      expect(SdpDocument.parse(Buffer.from('s=Gr\xfc\x80e\r\n', 'latin1')).lines[0]?.value).to.equal('Gr\u00fc\u0080e');
    });

    it('keeps the octets around an edit of a document that is not UTF-8', () => {
      const document = SdpDocument.parse(Buffer.from('s=\xfc\r\na=x\r\n', 'latin1'));
      const edited = document.edit([{ kind: 'replace', line: 1, lines: ['a=\u20ac\u{1f511}'] }]);
      expect(Buffer.from(edited.toBytes()).toString('hex')).to.equal(`733dfc0d0a613d${'e282ac'}${'f09f9491'}0d0a`);
    });

    (existsSync(corpus) || process.env.CI ? it : it.skip)('round-trips the SDPs of real products octet for octet', () => {
      const names = readdirSync(corpus).filter(name => name.endsWith('.sdp'));
      expect(names).not.to.have.length(0);
      for (const name of names) {
        const octets = new Uint8Array(readFileSync(new URL(name, corpus)));
        expect(SdpDocument.parse(octets).toBytes(), name).to.deep.equal(octets);
      }
    });
  });

  describe('lines (RFC 8866 §5)', () => {
    it('tells type, attribute name and value, each with its place', () => {
      const text = 'v=0\r\na=sendrecv\r\na=rtpmap:0 PCMU/8000\r\na=crypto:\r\n';
      const [version, flag, rtpmap, empty] = SdpDocument.parse(text).lines;
      expect(version).to.include({ type: 'v', attribute: undefined, value: '0', valueOffset: 2, number: 1 });
      expect(flag).to.include({ type: 'a', attribute: 'sendrecv', value: '', hasValue: false, valueOffset: 15 });
      expect(rtpmap).to.include({
        attribute: 'rtpmap',
        value: '0 PCMU/8000',
        hasValue: true,
        offset: 17,
        valueOffset: 26,
        endOffset: 37,
      });
      expect(empty).to.include({ attribute: 'crypto', value: '', hasValue: true, valueOffset: 48 });
      expect(text.slice(rtpmap?.valueOffset)).to.match(/^0 PCMU/);
    });

    it('does not take a longer or shorter name for the one asked for', () => {
      const document = SdpDocument.parse('m=audio 1 RTP/SAVP 0\na=cryptoscale:1 x\na=crypto:1 y\na=crypt:1\n');
      expect(document.attributes(document.media[0]!, 'crypto').map(line => line.number)).to.deep.equal([3]);
    });

    it('joins a folded attribute, reading the break as blanks in the same places (quirk Q37)', () => {
      const text = 'a=crypto:1 SUITE\r\ninline:KEY\r\n  |2^20\r\na=x\r\n';
      const [folded, next] = SdpDocument.parse(text).lines;
      expect(folded).to.include({ value: '1 SUITE  inline:KEY    |2^20', folded: true, number: 1, end: '\r\n' });
      expect(next).to.include({ number: 4, attribute: 'x', index: 1 });
      const at = folded!.valueOffset + folded!.value.indexOf('|');
      expect(text.charAt(at)).to.equal('|');
    });

    for (const odd of ['', ' ', '--boundary', 'A=crypto:1', ' a=x', '# note', '}'])
      it(`does not take ${JSON.stringify(odd)} for the rest of the attribute before it`, () => {
        const document = SdpDocument.parse(`a=x:1\n${odd}\na=y\n`);
        expect(document.lines.map(line => line.value)).to.deep.equal(['1', odd, '']);
      });

    it('folds attributes with a value alone', () => {
      expect(SdpDocument.parse('m=audio 1 RTP/AVP 0\njunk\na=sendrecv\njunk\n').lines.map(line => line.folded)).to.deep.equal(
        Array(4).fill(false),
      );
    });
  });

  describe('m= sections (RFC 8866 §5.14)', () => {
    it('divides the lines into the session part and sections', () => {
      const document = SdpDocument.parse('v=0\na=s\nm=audio 5004/2 RTP/SAVP 0 8\na=1\nm=video 0 RTP/AVP 96\n');
      expect(document.session).to.deep.equal({ first: 0, end: 2 });
      expect(document.media.map(({ index, first, end }) => [index, first, end])).to.deep.equal([
        [0, 2, 4],
        [1, 4, 5],
      ]);
      expect(document.media[0]?.description).to.deep.include({
        media: 'audio',
        port: 5004,
        portCount: 2,
        proto: 'RTP/SAVP',
        formats: ['0', '8'],
      });
      expect(document.lines.map(line => document.sectionOf(line)?.index)).to.deep.equal([undefined, undefined, 0, 0, 1]);
    });

    it('gives the places of port and proto', () => {
      const document = SdpDocument.parse('v=0\r\nm=audio  5004/2 RTP/SAVP 0\r\n');
      const { port, proto } = document.media[0]!.description.ranges;
      expect(document.text.slice(port.offset, port.offset + port.length)).to.equal('5004/2');
      expect(document.text.slice(proto.offset, proto.offset + proto.length)).to.equal('RTP/SAVP');
    });

    for (const [line, port] of [
      ['m=', undefined],
      ['m=audio', undefined],
      ['m=audio x RTP/AVP', undefined],
      ['m=audio 65536 RTP/AVP 0', undefined],
      ['m=audio 65535 RTP/AVP 0', 65535],
    ] as const)
      it(`reads ${JSON.stringify(line)} without complaint`, () => {
        expect(SdpDocument.parse(line).media[0]?.description.port).to.equal(port);
      });

    it('takes a fragment that begins with m=', () => {
      const document = SdpDocument.parse('m=audio 1 RTP/AVP 0\n');
      expect(document.session).to.deep.equal({ first: 0, end: 0 });
      expect(document.media).to.have.length(1);
    });
  });

  describe('position', () => {
    it('agrees with counting by hand, inside of folded lines too', () => {
      const text = '\ufeffv=0\r\na=x:1\n y\ra=z\r\n';
      const document = SdpDocument.parse(text);
      // Each character by the line it stands on as an editor counts: the line end belongs to the line that it ends.
      let line = 1;
      let column = 1;
      for (let offset = 0; offset <= text.length; offset++, column++) {
        expect(document.position(offset), String(offset)).to.deep.equal({ line, column });
        if (text[offset] === '\n' || (text[offset] === '\r' && text[offset + 1] !== '\n')) {
          line++;
          column = 0;
        }
      }
      for (const one of document.lines)
        for (let offset = one.offset; offset < one.endOffset + one.end.length; offset++)
          expect(document.lineAt(offset)).to.equal(one);
      expect(document.lineAt(0)).to.equal(undefined);
      expect(document.position(99)).to.deep.equal({ line: 5, column: 1 });
    });
  });

  describe('edit', () => {
    const mixed = SdpDocument.parse('v=0\r\ns=-\na=one\na=two\r\nlast');

    it('changes the named lines alone', () => {
      const edited = mixed.edit([
        { kind: 'delete', line: 1 },
        { kind: 'replace', line: 2, lines: ['a=1', 'a=1b'] },
        { kind: 'insert', before: 0, lines: ['first'] },
        { kind: 'insert', before: 5, lines: ['a=end', 'a=end2'] },
      ]);
      expect(edited.text).to.equal('first\r\nv=0\r\na=1\na=1b\na=two\r\nlast\r\na=end\r\na=end2');
    });

    it('keeps the order of several insertions at one place and puts them before a replaced line', () => {
      const edited = SdpDocument.parse('a\n').edit([
        { kind: 'replace', line: 0, lines: ['A'] },
        { kind: 'insert', before: 0, lines: ['1'] },
        { kind: 'insert', before: 0, lines: ['2'] },
      ]);
      expect(edited.text).to.equal('1\n2\nA\n');
    });

    it('has the line end of most lines, CRLF among equals and where there is none (RFC 8866 §5)', () => {
      for (const [text, end] of [
        ['v=0\r\ns=-\n', '\r\n'],
        ['v=0\ns=-\nt=0 0\r\n', '\n'],
        ['v=0\ns=-\r', '\n'],
        ['v=0\rs=-\r', '\r'],
        ['v=0', '\r\n'],
      ] as const)
        expect(SdpDocument.parse(text).lineEnd, JSON.stringify(text)).to.equal(end);
    });

    it('is taken as it is where a document is given', () => {
      const document = SdpDocument.parse('v=0\n');
      expect(SdpDocument.parse(document)).to.equal(document);
    });

    it('ends the first line of an empty document with CRLF (RFC 8866 §5)', () => {
      expect(SdpDocument.parse('').edit([{ kind: 'insert', before: 0, lines: ['v=0'] }]).text).to.equal('v=0\r\n');
    });

    it('replaces a folded line as a whole', () => {
      expect(SdpDocument.parse('a=x:1\n 2\na=y\n').edit([{ kind: 'replace', line: 0, lines: ['a=x:12'] }]).text).to.equal(
        'a=x:12\na=y\n',
      );
    });

    it('splices text', () => {
      expect(SdpDocument.parse('a=x  y\n').edit([{ kind: 'splice', offset: 3, length: 2, text: ' ' }]).text).to.equal('a=x y\n');
    });

    it('refuses line breaks in new text, lines that are not there, and overlaps', () => {
      expect(() => mixed.edit([{ kind: 'insert', before: 0, lines: ['a=x\r\na=y'] }])).to.throw(RangeError, 'line break');
      expect(() => mixed.edit([{ kind: 'splice', offset: 0, length: 0, text: '\n' }])).to.throw(RangeError, 'line break');
      expect(() => mixed.edit([{ kind: 'delete', line: 9 }])).to.throw(RangeError, 'no line with index 9');
      expect(() => mixed.edit([{ kind: 'insert', before: 6, lines: [] }])).to.throw(RangeError);
      expect(() => mixed.edit([{ kind: 'splice', offset: 30, length: 9, text: '' }])).to.throw(RangeError);
      expect(() =>
        mixed.edit([
          { kind: 'delete', line: 1 },
          { kind: 'splice', offset: 6, length: 1, text: '' },
        ]),
      ).to.throw(RangeError, 'overlap');
    });

    it('leaves every other line as it is, whatever the edits', () => {
      const lines = fc.array(fc.constantFrom('v=0', 'a=x:1', ' fold', '', 'm=audio 1 RTP/AVP 0', '--', 'a=y'), {
        minLength: 1,
        maxLength: 12,
      });
      const ends = fc.constantFrom('\r\n', '\n', '\r');
      fc.assert(
        fc.property(lines, ends, fc.nat(), fc.boolean(), (texts, end, pick, last) => {
          const document = SdpDocument.parse(texts.join(end) + (last ? end : ''));
          if (document.lines.length === 0) return;
          const index = pick % document.lines.length;
          const others = document.lines.filter(line => line.index !== index).map(line => line.text + line.end);
          expect(document.edit([{ kind: 'delete', line: index }]).text).to.equal(others.join(''));
          const replaced = document.edit([{ kind: 'replace', line: index, lines: ['b=new'] }]).text;
          expect(replaced.split('b=new').join('')).to.equal(
            document.lines.map(line => (line.index === index ? line.end : line.text + line.end)).join(''),
          );
        }),
      );
    });
  });

  describe('keeps keys to itself', () => {
    it('shows nothing of its lines when inspected or written as JSON', () => {
      const document = SdpDocument.parse(
        'm=audio 1 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TOPSECRET\r\na=crypto inlineTOPSECRETxxxxxxxxxxxxxxxx\r\n',
      );
      for (const value of [
        document,
        document.lines,
        document.lines[1],
        document.lines[2],
        document.attributes(document.media[0]!, 'crypto'),
      ]) {
        expect(inspect(value, { depth: 9, showHidden: true })).not.to.include('TOPSECRET');
        expect(JSON.stringify(value)).not.to.include('TOPSECRET');
        expect(String(value)).not.to.include('TOPSECRET');
      }
    });
  });

  describe('large documents', () => {
    it('does 20,000 attribute lines, each one edited, and a line of 4 MiB', () => {
      const document = SdpDocument.parse(`v=0\r\nm=audio 1 RTP/SAVP 0\r\n${'a=x:1 y\r\n'.repeat(20_000)}`);
      const edited = document.edit(document.lines.slice(2).map(line => ({ kind: 'replace', line: line.index, lines: ['a=z'] })));
      expect(edited.lines).to.have.length(20_002);
      expect(document.lines.every(line => document.position(line.offset).line === line.number)).to.equal(true);
      expect(SdpDocument.parse(`a=x:${'y'.repeat(4 << 20)}`).lines).to.have.length(1);
      expect(SdpDocument.parse(`a=x:1${'\n y'.repeat(500_000)}`).lines[0]?.folded).to.equal(true);
      expect(SdpDocument.parse(new Uint8Array(4 << 20).fill(0xff)).lines).to.have.length(1);
    });
  });
});

describe('what is no SDP at all', () => {
  const values: readonly unknown[] = [undefined, null, 7, {}, [], new Map(), Symbol('sdp')];
  const local = 'v=0\r\nm=audio 5004 RTP/AVP 0\r\n';
  const calls: Readonly<Record<string, (value: never) => unknown>> = {
    'SdpDocument.parse': value => SdpDocument.parse(value),
    createOffer: value => createOffer(value),
    'answerOffer, the offer': value => answerOffer(value, local),
    'answerOffer, the local description': value => answerOffer(local, value),
    accept: value => createOffer(local).accept(value),
    offerWantsSdes: value => offerWantsSdes(value),
    stripSdes: value => stripSdes(value),
  };
  for (const [name, call] of Object.entries(calls))
    it(`${name} refuses it with the error of the package`, () => {
      for (const value of values)
        expect(() => call(value as never))
          .to.throw(NegotiationError)
          .with.property('code', 'bad-input');
    });

  it('nor is the text of a dialog a dialog: it went through JSON and has no keys', () => {
    const pending = createOffer(local);
    const { dialog } = pending.accept(answerOffer(pending.sdp, local).sdp);
    const stored = JSON.parse(JSON.stringify(dialog)) as never;
    expect(() => createOffer(local, { previous: stored })).to.throw(NegotiationError, /expected the Dialog/);
    expect(() => answerOffer(pending.sdp, local, { previous: stored })).to.throw(NegotiationError, /expected the Dialog/);
  });
});
