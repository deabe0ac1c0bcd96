import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { k, sdp } from '../check/rule-cases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const offer = sdp(
  'm=audio 49170 RTP/SAVP 0',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`,
  `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[1]}`,
  `a=crypto:3 NOPE inline:${k[2]}`,
);
const answer = sdp('m=audio 5004 RTP/SAVP 0', `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[2]}`);

describe('sdpsec explain, negotiate and diff', () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('explain: a paragraph for each m= section, no line wider than 100 columns', () => {
    const { code, out } = sdpsec(['explain', file('o.sdp', offer), file('a.sdp', answer)]);
    expect(code).to.equal(0);
    expect(out).to.match(/^m= section 0: audio, port 49170, RTP\/SAVP\n {2}It is keyed by SDES/);
    expect(out.replace(/\s+/g, ' ')).to.include('The answer chooses tag 2');
    for (const line of out.split('\n')) expect(line.length).to.be.at.most(100);
  });

  it('explain --json satisfies its schema and holds no key', () => {
    const { out } = sdpsec(['explain', '--json', '-'], offer);
    expect(readReport('explain', out).sections).to.have.length(1);
    for (const key of k.slice(0, 3)) expect(out).not.to.include(key.slice(4, 20));
  });

  it('diff: exits with 1 for a downgrade, with 0 for a refresh; --json satisfies its schema', () => {
    const old = file('old.sdp', offer);
    expect(sdpsec(['diff', old, old]).code).to.equal(0);
    const plain = file('plain.sdp', sdp('m=audio 49170 RTP/AVP 0'));
    const { code, out } = sdpsec(['diff', old, plain]);
    expect(code).to.equal(1);
    expect(out).to.include('DOWNGRADE');
    expect(sdpsec(['diff', '--fail-on', 'never', old, plain]).code).to.equal(0);
    expect(readReport('diff', sdpsec(['diff', '--json', old, '-'], answer).out).sections).to.have.length(1);
  });

  it('negotiate: port 0 of RTSP rejects nothing (RFC 2326 §C.1.2); elsewhere it does (RFC 3264 §6)', () => {
    const media = ['m=audio 0 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`];
    const camera = sdpsec(
      ['negotiate', '-'],
      sdp(...media, 'a=control:trackID=1', 'm=video 0/2 RTP/AVP 96', 'a=control:trackID=2'),
    );
    const told = camera.out.replace(/\s+/g, ' ');
    expect(told).to.include('m= section 0: secured with AES_CM_128_HMAC_SHA1_80, tag 1').and.not.include('port 0');
    expect(told).to.match(/m= section 1: rejected: .*RTP\/AVP/);
    expect(told).to.include('Port 0 of m= sections 0, 1 rejects nothing: a=control says that RTSP sets the media up');
    expect(told, 'what was read is shown').to.include('m=video 0/2 RTP/AVP 96');
    const call = sdpsec(['negotiate', '-'], sdp(...media));
    expect(call.out).to.include('m= section 0: rejected: the offer has port 0').and.not.include('RTSP');
  });

  it('negotiate: which line wins, why each other one loses (RFC 4568 §5.1.2)', () => {
    const { code, out } = sdpsec(['negotiate', '-'], offer);
    expect(code).to.equal(0);
    const [account = ''] = out.split('\n\n');
    for (const line of account.split('\n')) expect(line.length).to.be.at.most(100);
    expect(out).to.include('m= section 0: secured with AES_CM_128_HMAC_SHA1_80, tag 1');
    expect(out.replace(/\s+/g, ' '))
      .to.match(/not a=crypto tag 2 AES_CM_128_HMAC_SHA1_32: \S/)
      .and.match(/not a=crypto tag 3: unknown crypto-suite/);
    expect(out).to.include('Nothing here calls for a 488.');
  });

  it('negotiate: a policy that takes nothing of the offer explains the 488, and exits with 1', () => {
    const policy = file('gcm.json', JSON.stringify({ security: { suites: ['AEAD_AES_256_GCM'] } }));
    const { code, out } = sdpsec(['negotiate', '--policy', policy, '-'], offer);
    expect(code).to.equal(1);
    expect(out).to.match(
      /488 \(Not Acceptable Here, RFC 3261 §21\.4\.26\):\n {2}m= section 0: none of the offered keys can be used/,
    );
  });

  it('negotiate: keying that the policy does not take up is named (RFC 4567 §3.1, RFC 5763 §5)', () => {
    const message =
      'AQAFAHojKV4BAACVjCMnAAAAAAsA6/mdTLBeokwKEGwcAuPrxj6/enyb+A2+rNcBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAeX8XvOCzIMh0JTOWivWLxEflTUSp1fjj2i8xG7D9DAA==';
    const { out } = sdpsec(['negotiate', '-'], sdp('m=audio 49170 RTP/SAVP 0', `a=key-mgmt:mikey ${message}`));
    expect(out).to.include('not a=key-mgmt: the policy does not use MIKEY');
  });

  it('negotiate --peer: a peer that knows one suite takes that, whatever comes first; ICE makes some refuse (Q45)', () => {
    const ice =
      offer.replace(/a=crypto:1.*\r\n/, 'a=ice-pwd:abcdefghijklmnopqrstuvwx\r\n') +
      `a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}\r\n`;
    const { out } = sdpsec(['negotiate', '--peer', 'ms-exchange-um', '-'], ice);
    expect(out).to.include('tag 4').and.include('Why a peer would answer 488').and.include('Microsoft Exchange');
    expect(sdpsec(['negotiate', '--peer', 'nobody', '-'], ice)).to.include({ code: 3, out: '' });
  });

  it('negotiate --json and answer --json satisfy one schema and hold no key', () => {
    const local = file('local.sdp', sdp('m=audio 5004 RTP/AVP 0'));
    const runs = [
      sdpsec(['negotiate', '--json', '--peer', 'asterisk', '-'], offer).out,
      sdpsec(['answer', '--json', '--local', local, '-o', join(folder, 'answer.sdp'), '-'], offer).out,
    ];
    for (const out of runs) {
      expect(readReport('negotiate', out).sections).to.have.length(1);
      for (const key of k.slice(0, 3)) expect(out).not.to.include(key.slice(4, 20));
    }
  });
});
