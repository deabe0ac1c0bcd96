import { SdpDocument } from '@sdpsec/negotiation/document';
import { mediaFormats, readCodecs, readSecurity, staticCodec } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { sdp, session } from '../sdp.js';

describe('codecs', () => {
  it('of static payload types need no a=rtpmap (RFC 3551 §6, tables 4 and 5)', () => {
    expect([0, 8, 18, 34].map(type => staticCodec(type)?.name)).to.deep.equal(['PCMU', 'PCMA', 'G729', 'H263']);
    // §6: 1, 2, 19 and 35 to 71 are reserved or unassigned.
    for (const type of [1, 2, 19, 35, 71, 96]) expect(staticCodec(type), String(type)).to.equal(undefined);
    expect([...readCodecs([], [], [0, 96]).keys()]).to.deep.equal([0]);
  });

  it('have name, clock rate and channels by a=rtpmap, and what a=fmtp says (RFC 8866 §6.6, §6.15)', () => {
    const codecs = readCodecs(['96 opus/48000/2', '97 telephone-event/8000'], ['96 useinbandfec=1', '98 x=1'], [96, 97]);
    expect(codecs.get(96)).to.deep.equal({ name: 'opus', clockRate: 48_000, parameters: '2', fmtp: 'useinbandfec=1' });
    expect(codecs.get(97)).to.deep.equal({ name: 'telephone-event', clockRate: 8000 });
    expect(codecs.has(98)).to.equal(false);
  });

  it('are left out where a line cannot be read, and the lines beside it count', () => {
    const codecs = readCodecs(['96 opus', 'x', '97 G722/8000'], ['97', '97 \u0001', 'annexb=no'], [96, 97]);
    expect([...codecs]).to.deep.equal([[97, { name: 'G722', clockRate: 8000 }]]);
  });
});

describe('formats of an m= line', () => {
  const formats = (...lines: readonly string[]) =>
    mediaFormats(readSecurity(SdpDocument.parse(sdp(...session('a'), 'm=audio 1 RTP/AVP 0 96 97', ...lines))).sections[0]!);

  it('have the encoding of a=rtpmap, else the static one, else none; one channel is as good as none said (RFC 8866 §6.6)', () => {
    expect(formats('a=rtpmap:96 L16/8000/1', 'a=rtpmap:nonsense').map(({ encoding }) => encoding)).to.deep.equal([
      'pcmu/8000',
      'l16/8000',
      '',
    ]);
  });
});
