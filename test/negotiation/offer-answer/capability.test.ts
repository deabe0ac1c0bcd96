import { check } from '@sdpsec/check';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { answerOffer, createOffer, validateAnswer } from '@sdpsec/negotiation/offer-answer';
import { readPolicy } from '@sdpsec/negotiation/policy';
import { potentialConfigurations, readSecurity } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { audio, cryptoLines, line, mediaLines, sdp, session } from '../sdp.js';

const local = sdp(...session('bob'), ...audio(54_568));
const acap = (number: number, n: number, suite?: string) => `a=acap:${number} ${line(1, n, suite).slice(2)}`;
const offer = (...lines: string[]) => sdp(...session('alice'), 'm=audio 53456 RTP/AVP 0 18', ...lines);
const preferred = { policy: { security: { security: 'preferred' as const } } };

describe('capability negotiation (RFC 5939)', () => {
  // The offer of §4.1.
  const example = offer(
    'a=tcap:1 RTP/SAVPF RTP/SAVP RTP/AVPF',
    'a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 FEC_ORDER=FEC_SRTP',
    'a=acap:2 rtcp-fb:0 nack',
    'a=pcfg:1 t=1 a=1,[2]',
    'a=pcfg:2 t=2 a=1',
    'a=pcfg:3 t=3 a=[2]',
  );

  it('§4.1: takes the preferred configuration, says which by a=acfg, and answers under its profile', () => {
    const { sdp: answer, agreement } = answerOffer(example, local, preferred);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 54568 RTP/SAVPF 0']);
    expect(answer).to.contain('a=acfg:1 t=1 a=1\r\n');
    expect(cryptoLines(answer)).to.have.length(1);
    expect(agreement.sections[0]).to.include({ kind: 'sdes', tag: 1, secured: true });
    expect(agreement.rtpSessions[0]?.receive[0]?.masterKeys[0]?.mki).to.deep.equal(Uint8Array.of(0, 0, 0, 1));
  });

  it('the offerer takes that answer as one to the configuration that it selects (§3.6.3)', () => {
    const { sdp: answer } = answerOffer(example, local, preferred);
    const verdict = validateAnswer({
      offer: readSecurity(SdpDocument.parse(example)),
      answer: readSecurity(SdpDocument.parse(answer)),
      policy: readPolicy(),
    });
    expect(verdict.sections[0]).to.include({ kind: 'sdes' });
    expect(verdict.findings.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
  });

  it('refuses keys under a profile that no selected configuration has', () => {
    const { sdp: answer } = answerOffer(example, local, preferred);
    for (const changed of [
      answer.replace(/a=acfg.*\r\n/, ''),
      answer.replace('a=acfg:1 t=1', 'a=acfg:1 t=2'),
      answer.replace('acfg:1', 'acfg:9'),
    ]) {
      const verdict = validateAnswer({
        offer: readSecurity(SdpDocument.parse(example)),
        answer: readSecurity(SdpDocument.parse(changed)),
        policy: readPolicy(),
      });
      expect(verdict.sections[0]).to.include({ kind: 'rejected' });
    }
  });

  it('reads alternatives in their order, the lowest number first (§3.5.1)', () => {
    const text = offer('a=tcap:1 RTP/AVPF RTP/AVP RTP/SAVP RTP/SAVPF', acap(1, 1), 'a=pcfg:8 t=1|2', 'a=pcfg:1 t=4|3 a=1');
    const document = SdpDocument.parse(text);
    const [section] = readSecurity(document).sections;
    expect(
      section &&
        potentialConfigurations(document, section).map(one => [
          one.selector,
          one.section.profile.name,
          one.section.crypto.length,
        ]),
    ).to.deep.equal([
      ['1 t=4 a=1', 'RTP/SAVPF', 1],
      ['1 t=3 a=1', 'RTP/SAVP', 1],
      ['8 t=1', 'RTP/AVPF', 0],
      ['8 t=2', 'RTP/AVP', 0],
    ]);
  });

  it('takes the alternative whose keys it can use: "|" between lists, "-m" deletes lines of the m= section', () => {
    const text = offer('a=tcap:1 RTP/SAVP', acap(1, 1, 'F8_128_HMAC_SHA1_80'), acap(2, 2), line(1, 3), 'a=pcfg:1 t=1 a=-m:1|2');
    const { sdp: answer, agreement } = answerOffer(text, local, preferred);
    expect(answer).to.contain('a=acfg:1 t=1 a=-m:2\r\n');
    expect(receives(agreement.rtpSessions[0])).to.contain('02'.repeat(30));
  });

  it('without "-m" the lines of the m= section stand behind those of the configuration (§3.6.2; corpus 082)', () => {
    const text = offer('a=tcap:1 RTP/SAVP', 'a=pcfg:1 t=1', line(7, 5, undefined, '|2^31|1:1'));
    const { sdp: answer, agreement } = answerOffer(text, local, preferred);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 54568 RTP/SAVP 0']);
    expect(answer).to.contain('a=acfg:1 t=1\r\n');
    expect(agreement.sections[0]).to.include({ tag: 7 });
  });

  for (const [what, lines] of [
    ['needs an attribute that we do not know', [acap(1, 1), 'a=acap:2 ptime:30', 'a=pcfg:1 t=1 a=1,2']],
    ['needs an extension ("+")', [acap(1, 1), 'a=pcfg:1 t=1 a=1 +x=1']],
    ['names a capability that is not there', [acap(1, 1), 'a=pcfg:1 t=1 a=2']],
    ['names a transport that is not there', [acap(1, 1), 'a=pcfg:1 t=9 a=1']],
    ['comes with a=creq of an unknown extension', ['a=creq:foo-v0', acap(1, 1), 'a=pcfg:1 t=1 a=1']],
    ['has no number', [acap(1, 1), 'a=pcfg:x t=1 a=1']],
    ['has a key that is too short', ['a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA', 'a=pcfg:1 t=1 a=1']],
  ] as const)
    it(`goes by the m= line when a configuration ${what}`, () => {
      const { sdp: answer, agreement } = answerOffer(offer('a=tcap:1 RTP/SAVP', ...lines), local, preferred);
      expect(mediaLines(answer)).to.deep.equal(['m=audio 54568 RTP/AVP 0']);
      expect(answer).not.to.contain('acfg');
      expect(agreement.sections[0]).to.include({ kind: 'plain' });
    });

  it('offers keys beside plain media where the policy prefers, and does not require, security', () => {
    const policy = { security: { security: 'preferred' as const }, interop: { preferredOffer: 'capabilities' as const } };
    const pending = createOffer(sdp(...session('alice'), ...audio()), { policy });
    expect(mediaLines(pending.sdp)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
    expect(pending.sdp).to.contain('a=tcap:1 RTP/SAVP\r\n').and.to.contain('a=pcfg:1 t=1 a=1|2|3|4|5|6\r\n');
    expect(cryptoLines(pending.sdp)).to.deep.equal([]);
    const { sdp: answer, agreement: theirs } = answerOffer(pending.sdp, local);
    const { agreement: ours, dialog } = pending.accept(answer);
    expect(ours.sections[0]).to.include({ kind: 'sdes', tag: 1 });
    expect(sends(ours.rtpSessions[0])).to.equal(receives(theirs.rtpSessions[0]));
    expect(receives(ours.rtpSessions[0])).to.equal(sends(theirs.rtpSessions[0]));
    // A peer that knows no capability negotiation answers the m= line.
    expect(pending.accept(local).agreement.sections[0]).to.include({ kind: 'plain' });
    // §3.6.3: the next offer has the selected configuration as its own.
    const again = createOffer(sdp(...session('alice'), ...audio()), { policy, previous: dialog });
    expect(mediaLines(again.sdp)).to.deep.equal(['m=audio 40000 RTP/SAVP 0']);
    expect(cryptoLines(again.sdp)).to.have.length(1);
  });

  it('reads a flood of alternatives in bounded time', () => {
    const many = Array.from({ length: 5000 }, (_, i) => i + 1).join('|');
    const text = offer(
      'a=tcap:1 RTP/SAVP',
      acap(1, 1),
      ...Array.from({ length: 200 }, (_, i) => `a=pcfg:${i + 1} t=${many} a=${many}`),
    );
    const document = SdpDocument.parse(text);
    const [section] = readSecurity(document).sections;
    expect(section && potentialConfigurations(document, section)).to.have.length.at.most(32);
  });

  it('§3.6.2: tells what it understands where the offer requires more, in the session part or the section', () => {
    const keyed = [acap(1, 1), 'a=pcfg:1 t=1 a=1'];
    const one = answerOffer(offer('a=creq:cap-v0,foo-v0', 'a=tcap:1 RTP/SAVP', ...keyed), local, preferred);
    expect(one.sdp).to.match(/m=audio[\s\S]*a=csup:cap-v0,med-v0\r\n$/);
    expect(one.agreement.sections[0]?.lost).to.deep.equal([
      { what: 'a=pcfg', reason: 'a=creq requires foo-v0, which is not understood' },
    ]);
    const all = answerOffer(
      sdp(...session('alice'), 'a=creq:foo\x1b', 'm=audio 53456 RTP/AVP 0', 'a=tcap:1 RTP/SAVP', ...keyed),
      local,
      preferred,
    );
    expect(all.sdp).to.match(/t=0 0\r\na=csup:cap-v0,med-v0\r\nm=audio/);
    expect(JSON.stringify(all.agreement.sections)).to.contain('requires an extension').and.not.to.contain('\\u001b');
  });

  for (const [what, lines, lost] of [
    ['an a=acap', [acap(1, 1), acap(1, 2), 'a=pcfg:1 t=1 a=1'], ['a=pcfg:1', 'the number of a=acap:1 stands more than once']],
    [
      'an a=acap that may be left out',
      [acap(1, 1), acap(2, 2), acap(2, 3), 'a=pcfg:1 t=1 a=1,[2]'],
      ['a=pcfg:1', 'the number of a=acap:2 stands more than once'],
    ],
    [
      'an a=tcap by its place in a list',
      ['a=tcap:0 RTP/AVPF RTP/SAVPF', acap(1, 1), 'a=pcfg:1 t=1 a=1'],
      ['a=pcfg:1', 'the number of a=tcap:1 stands more than once'],
    ],
    [
      'an a=pcfg',
      [acap(1, 1), acap(2, 2), 'a=pcfg:1 t=1 a=1', 'a=pcfg:1 t=1 a=2'],
      ['a=pcfg:1', 'its number stands more than once in this m= section'],
    ],
    [
      'an a=rmcap, in a list or a range (RFC 6871 §3.3.1)',
      ['a=rmcap:1-3 PCMA/8000', 'a=rmcap:2 PCMU/8000', acap(1, 1), 'a=pcfg:1 m=2 t=1 a=1 pt=2:0'],
      ['a=pcfg:1', 'the number of a=rmcap:2 stands more than once'],
    ],
    [
      'an a=rmcap and an a=omcap, which count together (RFC 6871 §3.3.1)',
      ['a=rmcap:1 PCMU/8000', 'a=omcap:1 T38', acap(1, 1), 'a=pcfg:1 m=1 t=1 a=1 pt=1:0'],
      ['a=pcfg:1', 'the number of a=rmcap:1 stands more than once'],
    ],
  ] as const)
    it(`§3.4.1, §3.4.2, §3.6.2: takes no configuration by a number that stands twice, of ${what}, and says why`, () => {
      const { sdp: answer, agreement } = answerOffer(offer('a=tcap:1 RTP/SAVP', ...lines), local, preferred);
      expect(answer).not.to.contain('acfg');
      expect(agreement.rtpSessions).to.deep.equal([]);
      expect(agreement.sections[0]?.lost[0]).to.deep.equal({ what: lost[0], reason: lost[1] });
      expect(agreement.findings.map(({ rule }) => rule)).to.deep.equal(['oa/unsecured']);
    });

  it('§3.4.1: a number that another section has too is that of the own one; check says that it stands twice', () => {
    const part = (port: number, n: number) => [`m=audio ${port} RTP/AVP 0`, acap(1, n), 'a=pcfg:1 t=1 a=1'];
    const both = sdp(...session('alice'), 'a=tcap:1 RTP/SAVP', ...part(5004, 1), ...part(5006, 2));
    const two = sdp(...session('bob'), 'm=audio 6004 RTP/AVP 0', 'm=audio 6006 RTP/AVP 0');
    const { agreement } = answerOffer(both, two, preferred);
    const keys = agreement.rtpSessions.map(({ receive }) => receive[0]?.masterKeys[0].key);
    const [first, second] = [1, 2].map(n =>
      answerOffer(offer('a=tcap:1 RTP/SAVP', acap(1, n), 'a=pcfg:1 t=1 a=1'), local, preferred),
    );
    for (const [index, single] of [first, second].entries())
      expect(keys[index]?.equals(single?.agreement.rtpSessions[0]?.receive[0]?.masterKeys[0].key as never)).to.equal(true);
    expect(check(both).filter(({ rule }) => rule === 'sdp/capability-number')).to.have.length(1);
  });

  it('check counts the numbers of lists and ranges, of a=rmcap and a=omcap together (RFC 6871 §3.3.1)', () => {
    const text = sdp(
      ...session('alice'),
      'a=rmcap:1,4-6 PCMA/8000',
      'm=audio 5004 RTP/AVP 0',
      'a=omcap:5 T38',
      'a=rmcap:7 PCMU/8000',
    );
    const found = check(text).filter(({ rule }) => rule === 'sdp/capability-number');
    expect(found.map(({ line, column, message }) => ({ line, column, message }))).to.deep.equal([
      { line: 8, column: 9, message: 'number 5 of a=omcap stands already in line 6 of the SDP' },
    ]);
  });

  it('says why each configuration that it cannot use is none', () => {
    const lines = ['a=tcap:1 RTP/SAVP', acap(1, 1), 'a=pcfg:1 t=1 a=1 +x=1', 'a=pcfg:2 t=1 a=9', 'a=pcfg:3 t=1'];
    expect(answerOffer(offer(...lines), local, preferred).agreement.sections[0]?.lost).to.deep.equal([
      { what: 'a=pcfg:1', reason: 'it needs an extension that is not understood' },
      { what: 'a=pcfg:2', reason: 'it needs a capability that is not there, or an attribute other than a=crypto and a=key-mgmt' },
      { what: 'a=pcfg:3 t=1', reason: 'it has no keys that we could use' },
    ]);
  });
});

describe('media capability negotiation (RFC 6871)', () => {
  // The offer of §2.4.2.
  const example = sdp(
    ...session('alice'),
    'a=creq:med-v0',
    'm=audio 3456 RTP/AVP 0 18',
    'a=tcap:1 RTP/SAVP RTP/AVP',
    'a=rtpmap:0 PCMU/8000/1',
    'a=rtpmap:18 G729/8000/1',
    'a=fmtp:18 annexb=yes',
    'a=rmcap:1,4 G729/8000/1',
    'a=rmcap:2 PCMU/8000/1',
    'a=rmcap:5 telephone-event/8000',
    'a=mfcap:1 annexb=no',
    'a=mfcap:4 annexb=yes',
    'a=mfcap:5 0-11',
    'a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj|2^20|1:32',
    'a=pcfg:1 m=4,5|1,5 t=1 a=1 pt=1:100,4:101,5:102',
    'a=pcfg:2 m=2 t=1 a=1 pt=2:103',
    'a=pcfg:3 m=4 t=2 pt=4:18',
  );
  const bob = (...formats: readonly (readonly [number, string])[]) =>
    sdp(
      ...session('bob'),
      `m=audio 54568 RTP/AVP ${formats.map(([type]) => type).join(' ')}`,
      ...formats.map(([type, encoding]) => `a=rtpmap:${type} ${encoding}`),
    );

  for (const [what, formats, selected] of [
    [
      'G.729 with events',
      [
        [101, 'G729/8000'],
        [102, 'telephone-event/8000'],
      ],
      '1 t=1 a=1 m=4,5 pt=4:101,5:102',
    ],
    ['G.729 alone, of the second alternative', [[100, 'g729/8000/1']], '1 t=1 a=1 m=1,5 pt=1:100,5:102'],
    ['PCMU', [[103, 'PCMU/8000']], '2 t=1 a=1 m=2 pt=2:103'],
  ] as const)
    it(`takes the configuration whose formats are ours: ${what} (§3.3.4)`, () => {
      const { sdp: answer, agreement } = answerOffer(example, bob(...formats), preferred);
      expect(agreement.sections[0]).to.include({ kind: 'sdes', suite: 'AES_CM_128_HMAC_SHA1_32' });
      expect(mediaLines(answer)[0]).to.match(/^m=audio 54568 RTP\/SAVP /);
      expect(answer).to.contain(`a=acfg:${selected}\r\n`);
      const verdict = validateAnswer({
        offer: readSecurity(SdpDocument.parse(example)),
        answer: readSecurity(SdpDocument.parse(answer)),
        policy: readPolicy(),
      });
      expect(verdict.sections[0]).to.include({ kind: 'sdes' });
    });

  for (const [security, kind] of [
    ['preferred', 'plain'],
    ['required', 'rejected'],
  ] as const)
    it(`takes no configuration whose formats are not ours, and says why (${security})`, () => {
      const { sdp: answer, agreement } = answerOffer(example, bob([0, 'PCMU/8000']), { policy: { security: { security } } });
      expect(agreement.sections[0]).to.include({ kind });
      expect(answer).not.to.contain('acfg');
      const reasons = agreement.sections[0]?.lost.map(({ reason }) => reason);
      expect(reasons).to.include('its media formats are not those of the local description');
    });

  it('a configuration without a payload type for a format is none (§3.3.4.2)', () => {
    const text = example.replace('pt=2:103', 'pt=1:103').replace('pt=1:100,4:101,5:102', 'pt=1:100');
    const { agreement } = answerOffer(text, bob([103, 'PCMU/8000']), preferred);
    expect(agreement.sections[0]?.lost.filter(({ reason }) => reason.startsWith('it needs a capability'))).to.have.length(2);
  });
});
