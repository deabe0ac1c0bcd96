import { SdpDocument } from '@sdpsec/negotiation/document';
import { readCapabilities, readSecurity } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { line, sdp, session } from '../sdp.js';

const acap = (number: number | string, n: number) => `a=acap:${number} ${line(1, n).slice(2)}`;
const read = (media: string, ...lines: readonly string[]) => {
  const reading = readSecurity(SdpDocument.parse(sdp(...session('a'), media, ...lines)));
  return readCapabilities(reading.document, reading.sections[0]!);
};
const avp = 'm=audio 40000 RTP/AVP 0 96';
const selectors = (...lines: readonly string[]) => read(avp, ...lines).usable.map(({ selector }) => selector);
const reasons = (...lines: readonly string[]) => read(avp, ...lines).refused.map(({ reason }) => reason);

describe('configurations of capability negotiation', () => {
  it('without t= keep the transport of the m= line (RFC 5939 §3.5.1)', () => {
    const [one] = read('m=audio 40000 RTP/SAVP 0', acap(1, 1), 'a=pcfg:1 a=1').usable;
    expect([one?.selector, one?.section.profile.name, one?.section.crypto.length]).to.deep.equal(['1 a=1', 'RTP/SAVP', 1]);
  });

  it('without a= keep the attributes of the section, and delete them where they say so (RFC 5939 §3.5.1)', () => {
    const tcap = 'a=tcap:1 RTP/SAVP';
    expect(read(avp, tcap, 'a=pcfg:1 t=1', line(1, 1)).usable[0]?.section.crypto).to.have.length(1);
    const { usable } = read(avp, tcap, acap(1, 2), 'a=pcfg:1 t=1 a=-m:1', 'a=pcfg:2 t=1 a=-ms', line(1, 1));
    expect(usable.map(({ selector, section }) => [selector, section.crypto.length])).to.deep.equal([
      ['1 t=1 a=-m:1', 1],
      ['2 t=1 a=-ms', 0],
    ]);
  });

  it('take what is optional if it is there, and leave it if not (RFC 5939 §3.5.1, §3.6.2)', () => {
    const capabilities = ['a=tcap:1 RTP/SAVP', acap(1, 1), 'a=acap:2 ptime:20'];
    expect(selectors(...capabilities, 'a=pcfg:1 t=1 a=[1,2,9]')).to.deep.equal(['1 t=1 a=[1]']);
    expect(selectors(...capabilities, 'a=pcfg:1 t=1 a=[2]')).to.deep.equal(['1 t=1']);
    expect(reasons(...capabilities, 'a=pcfg:1 t=1 a=2')).to.deep.equal([
      'it needs a capability that is not there, or an attribute other than a=crypto and a=key-mgmt',
    ]);
  });

  it('cannot be read, and are refused, where a list has no numbers', () => {
    for (const lists of ['t=x', 't=1 a=x', 't=1 a=1|', 't=1 a=1 m=x', 't=1 a=1 m=1', 't=1 a=1 m=1 pt=1:x'])
      expect(reasons('a=tcap:1 RTP/SAVP', acap(1, 1), 'a=rmcap:1 PCMU/8000', `a=pcfg:1 ${lists}`), lists).to.have.length(
        lists.includes('a=1|') ? 0 : 1,
      );
    expect(reasons('a=pcfg:x t=1', 'a=pcfg:0')).to.deep.equal(['it has no number', 'it has no number']);
  });

  it('stand with a number each: two of one number, in whatever spelling, are none (RFC 5939 §3.5.1)', () => {
    expect(reasons(acap(1, 1), 'a=pcfg:1 a=1', 'a=pcfg:1 t=1', 'a=pcfg:2 a=1')).to.deep.equal(
      Array(2).fill('its number stands more than once in this m= section'),
    );
  });

  it('do not see a capability that cannot be read, and see the others beside it (RFC 5939 §3.4.1)', () => {
    expect(selectors('a=acap:x y', 'a=acap:', acap(' 1', 1), 'a=pcfg:1 a=1')).to.deep.equal(['1 a=1']);
  });

  it('name a capability twice in vain', () => {
    expect(reasons('a=tcap:1 RTP/SAVP', acap(1, 1), acap(1, 2), 'a=pcfg:1 t=1 a=1')).to.deep.equal([
      'the number of a=acap:1 stands more than once',
    ]);
    expect(reasons('a=tcap:1 RTP/SAVP', 'a=tcap:1 RTP/SAVPF', acap(1, 1), 'a=pcfg:1 t=1 a=1')).to.deep.equal([
      'the number of a=tcap:1 stands more than once',
    ]);
    expect(
      reasons('a=tcap:1 RTP/SAVP', acap(1, 1), 'a=rmcap:1 PCMU/8000', 'a=omcap:1 X/1', 'a=pcfg:1 t=1 a=1 m=1 pt=1:0'),
    ).to.deep.equal(['the number of a=rmcap:1 stands more than once']);
  });

  it('are 32 at most, whatever they multiply to (RFC 5939 §3.11)', () => {
    const many = Array(20).fill('1').join('|');
    expect(selectors('a=tcap:1 RTP/SAVP', acap(1, 1), `a=pcfg:1 t=${many} a=${many}`)).to.have.length(32);
  });

  it('have formats of their own: by number, payload type and name (RFC 6871 §3.3.4)', () => {
    const [one] = read(
      avp,
      ...['a=tcap:1 RTP/SAVP', acap(1, 1), 'a=rmcap:1-2 PCMU/8000/1', 'a=omcap:3 opus/48000/2', 'a=omcap:x', 'a=rmcap:4'],
      'a=pcfg:1 t=1 a=1 m=1,3 pt=1:0,3:96',
    ).usable;
    expect(one?.selector).to.equal('1 t=1 a=1 m=1,3 pt=1:0,3:96');
    expect(one?.formats).to.deep.equal([
      { payloadType: 0, encoding: 'pcmu/8000' },
      { payloadType: 96, encoding: 'opus/48000/2' },
    ]);
  });
});
