import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { k, sdp } from '../check/rule-cases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const local = sdp('m=audio 49170 RTP/AVP 0', 'a=sendrecv');
const offer = sdp(
  'm=audio 5004 RTP/SAVP 0',
  `a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`,
  `a=crypto:9 NOPE inline:${k[1]}`,
);

describe('sdpsec offer and sdpsec answer', () => {
  const folder = temporaryFolder();
  const file = (name: string, text?: string) => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
  file('local.sdp', local);
  file('offer.sdp', offer);

  it('offer: writes RTP/SAVP with fresh keys (RFC 4568 §7.1.1), for the file with mode 0600', () => {
    const first = sdpsec(['offer', file('local.sdp')]);
    expect(first).to.include({ code: 0, err: '' });
    expect(first.out).to.match(/m=audio 49170 RTP\/SAVP 0\r\na=sendrecv\r\na=crypto:1 \S+ inline:\S+\r\n/);
    const output = file('out.sdp');
    expect(sdpsec(['offer', file('local.sdp'), '-o', output])).to.include({ code: 0, out: '' });
    expect(statSync(output).mode & 0o777).to.equal(0o600);
    const keys = (text: string) => [...text.matchAll(/inline:(\S+)/g)].map(([, key]) => key);
    const all = [...keys(first.out), ...keys(readFileSync(output, 'utf8'))];
    expect(new Set(all).size).to.equal(all.length);
  });

  it('offer --json satisfies its schema and holds the SDP', () => {
    const { code, out } = sdpsec(['offer', '--json', file('local.sdp')]);
    expect(code).to.equal(0);
    expect(readReport('offer', out).sdp).to.match(/m=audio 49170 RTP\/SAVP 0\r\na=sendrecv\r\na=crypto:1 /);
  });

  it('offer: takes the suites of a policy, and says what is wrong with one', () => {
    const policy = file('policy.json', JSON.stringify({ security: { suites: ['AEAD_AES_128_GCM'] } }));
    expect(sdpsec(['offer', '--policy', policy, file('local.sdp')]).out.match(/a=crypto:\d+ (\S+)/g)).to.deep.equal([
      'a=crypto:1 AEAD_AES_128_GCM',
    ]);
    const bad = file('bad.json', JSON.stringify({ security: { suites: ['ROT13'] } }));
    const run = sdpsec(['offer', '--policy', bad, file('local.sdp')]);
    expect(run.code).to.equal(2);
    expect(run.err).to.match(/^sdpsec: [^\n]*bad\.json: [^\n]*security\.suites[^\n]*\n$/);
    expect(sdpsec(['offer', '--policy', file('no.json', '{'), file('local.sdp')])).to.include({ code: 2 });
  });

  it('offer: --peer takes its profile, which what the policy file says goes before', () => {
    const suites = (...args: string[]) =>
      [...sdpsec(['offer', ...args, file('local.sdp')]).out.matchAll(/a=crypto:\d+ (\S+)/g)].map(([, suite]) => suite);
    expect(suites()).to.include('AEAD_AES_256_GCM');
    expect(suites('--peer', 'linphone')).not.to.be.empty.and.not.to.include('AEAD_AES_256_GCM');
    const own = file('own.json', JSON.stringify({ interop: { offerOnly: ['AEAD_AES_256_GCM'] } }));
    expect(suites('--peer', 'linphone', '--policy', own)).to.deep.equal(['AEAD_AES_256_GCM']);
    for (const name of ['nobody', '__proto__', 'constructor'])
      expect(sdpsec(['offer', '--peer', name, file('local.sdp')])).to.include({ code: 3, out: '' });
  });

  it('answer: --peer decides what is taken (Q12: an MKI of the offer)', () => {
    const args = ['answer', file('offer.sdp'), '--local', file('local.sdp'), '--peer', 'nobody'];
    expect(sdpsec(args)).to.include({ code: 3, out: '' });
    expect(sdpsec([...args.slice(0, -1), 'linphone'])).to.include({ code: 0 });
  });

  it('answer: one line with the tag of the chosen one (RFC 4568 §5.1.2), the account beside it without keys', () => {
    const { code, out, err } = sdpsec(['answer', file('offer.sdp'), '--local', file('local.sdp')]);
    expect(code).to.equal(0);
    expect(out.match(/a=crypto:\d+ \S+/g)).to.deep.equal(['a=crypto:7 AES_CM_128_HMAC_SHA1_80']);
    expect(err).to.include('m= section 0: secured with AES_CM_128_HMAC_SHA1_80, tag 7').and.include('unknown crypto-suite');
    for (const key of [k[0], k[1], /inline:(\S+)/.exec(out)?.[1] as string]) expect(err).not.to.include(key);
  });

  it('answer: what it writes, check takes without complaint', () => {
    const answer = file('answer.sdp', sdpsec(['answer', file('offer.sdp'), '--local', file('local.sdp')]).out);
    const good = file('good.sdp', offer.replace(/a=crypto:9.*\r\n/, ''));
    expect(sdpsec(['check', '--fail-on', 'info', '--offer', good, '--answer', answer]).out).to.equal('2 SDPs: nothing found.\n');
  });

  it('answer: rejects what it cannot secure with port 0, says why and exits with 1; --fail-on never exits with 0', () => {
    const args = ['answer', file('local.sdp'), '--local', file('local.sdp'), '-o', file('rejected.sdp')];
    const run = sdpsec(args);
    expect(run.code).to.equal(1);
    expect(run.out).to.include('rejected: the offer has no keys');
    expect(readFileSync(file('rejected.sdp'), 'utf8')).to.include('m=audio 0 RTP/AVP 0');
    expect(sdpsec([...args, '--fail-on', 'never']).code).to.equal(0);
  });

  it('answer: --json gives the account to programs, without keys', () => {
    const { out } = sdpsec(['answer', file('offer.sdp'), '--local', file('local.sdp'), '--json', '-o', file('x.sdp')]);
    const account = JSON.parse(out);
    expect(account.sections[0]).to.include({ kind: 'sdes', secured: true, tag: 7 });
    expect(out).not.to.include(k[0]).and.not.to.include(k[1]);
  });

  for (const [name, args, input, code] of [
    ['an offer that is none', ['answer', '-', '--local', 'LOCAL'], 'hello', 2],
    [
      'a local description with other m= sections',
      ['answer', '-', '--local', 'LOCAL'],
      offer + sdp('m=video 1 RTP/AVP 9').split('t=0 0\r\n')[1],
      2,
    ],
    ['two offers', ['answer', '-', '--local', 'LOCAL'], offer + offer, 2],
    ['no --local', ['answer', '-'], offer, 3],
    ['a local description without m= line', ['offer', '-'], 'v=0\r\n', 2],
  ] as const)
    it(`${name}: one line and exit code ${code}`, () => {
      const run = sdpsec(
        args.map(one => (one === 'LOCAL' ? file('local.sdp') : one)),
        input,
      );
      expect(run.err).to.match(/^sdpsec: [^\n]+\n$/);
      expect(run.code).to.equal(code);
      expect(run.out).to.equal('');
    });
});

describe('sdpsec check of an exchange', () => {
  const folder = temporaryFolder();
  const path = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const answered = sdp('m=audio 5004 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[2]}`);

  it('judges the answer by the offer', () => {
    const { code, out } = sdpsec(['check', '--offer', path('o.sdp', offer), '--answer', path('a.sdp', answered)]);
    expect(code).to.equal(1);
    expect(out).to.include(
      'a.sdp:7:10 error the answer chooses tag 1, which was not offered (sdes/answer-tag-mismatch, RFC 4568 §5.1.3)',
    );
  });

  it('judges a description by the one before it', () => {
    const { out } = sdpsec(['check', '--previous', path('p.sdp', answered), path('n.sdp', answered.replace('5004', '5006'))]);
    expect(out).to.include('n.sdp:6:1 error the address moved and the key stayed');
  });

  it('says what is missing', () => {
    expect(sdpsec(['check', '--answer', path('a.sdp', answered)])).to.include({ code: 3 });
    expect(sdpsec(['check', '--previous', path('a.sdp', answered)])).to.include({ code: 3 });
  });
});
