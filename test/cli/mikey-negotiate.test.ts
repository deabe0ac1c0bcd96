import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { k, sdp } from '../check/rule-cases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const psk = '00112233445566778899aabbccddeeff';
const identities = ['--identity', 'sip:alice@example.org', '--peer-identity', 'sip:bob@example.org'];

describe('MIKEY in sdpsec offer, answer and negotiate (RFC 4567)', () => {
  const folder = temporaryFolder();
  const file = (name: string, text?: string) => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
  const local = file('local.sdp', sdp('m=audio 49170 RTP/AVP 0'));
  const key = file('psk', `${psk}\n`);
  const other = file('other', 'ffeeddccbbaa99887766554433221100\n');

  it('offers under a pre-shared key, which opens the offer and makes the answer', () => {
    const offer = file('offer.sdp');
    expect(sdpsec(['offer', '--mikey', 'psk', '--psk-file', key, local, '-o', offer])).to.deep.equal({
      code: 0,
      out: '',
      err: '',
    });
    const written = readFileSync(offer, 'utf8');
    expect(written).to.match(/m=audio 49170 RTP\/SAVP 0\r\na=key-mgmt:mikey \S+\r\n/);
    expect(written).not.to.include('a=crypto');
    expect(sdpsec(['mikey', 'decode', '--psk-file', key, offer])).to.include({ code: 0 });
    expect(sdpsec(['mikey', 'decode', '--psk-file', other, offer])).to.include({ code: 1 });

    const answer = sdpsec(['answer', offer, '--local', local, '--psk-file', key]);
    expect(answer).to.include({ code: 0 });
    expect(answer.out).to.match(/m=audio 49170 RTP\/SAVP 0\r\na=key-mgmt:mikey \S+\r\n/);
    expect(answer.err).to.match(/^m= section 0: secured with MIKEY \(psk\), \S+; the message is protected by a MAC\n/);
    expect(answer.out + answer.err).not.to.include(psk);
  });

  it('takes no offer that another key protects: port 0, an error message, exit code 1 (RFC 4567 §4.1.2)', () => {
    const offer = file('theirs.sdp', sdpsec(['offer', '--mikey', 'psk', '--psk-file', key, local]).out);
    const answer = sdpsec(['answer', offer, '--local', local, '--psk-file', other]);
    expect(answer.code).to.equal(1);
    expect(answer.out).to.match(/m=audio 0 RTP\/SAVP 0\r\n/);
    expect(answer.err).to.match(/rejected: the MAC of KEMAC is wrong/);
    expect(sdpsec(['negotiate', offer, '--psk-file', other]).out).to.match(/Why a peer would answer 488/);
    expect(sdpsec(['negotiate', offer, '--psk-file', key])).to.include({ code: 0 });
    for (const file of [key, other]) {
      const [section] = readReport('negotiate', sdpsec(['negotiate', offer, '--psk-file', file, '--json']).out)
        .sections as object[];
      expect(section).to.include(file === key ? { kind: 'mikey', mode: 'psk', protectedBy: 'mac' } : { kind: 'rejected' });
    }
    expect(sdpsec(['negotiate', offer])).to.include({ code: 1 });
  });

  it('offers with certificates, and takes those alone that an anchor vouches for', () => {
    const [alice, bob] = ['alice', 'bob'].map(name => {
      const [privateKey, certificate] = [file(`${name}.key`), file(`${name}.pem`)];
      const names = [
        '-addext',
        'keyUsage=critical,digitalSignature,keyEncipherment',
        '-addext',
        `subjectAltName=URI:sip:${name}@example.org`,
      ];
      const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=-', '-keyout', privateKey];
      execFileSync('openssl', [...request, '-out', certificate, ...names], { stdio: 'ignore' });
      return { certificate, own: ['--private-key', privateKey, '--certificate', certificate] };
    }) as [{ certificate: string; own: string[] }, { certificate: string; own: string[] }];
    const offering = [...alice.own, ...identities, '--anchors', bob.certificate, '--peer-certificate', bob.certificate];
    for (const exchange of ['public-key', 'dh']) {
      const offer = file('signed.sdp', sdpsec(['offer', '--mikey', exchange, ...offering, local]).out);
      const answering = ['answer', offer, '--local', local, ...bob.own, '--identity', 'sip:bob@example.org'];
      const answer = sdpsec([...answering, '--anchors', alice.certificate]);
      expect(answer).to.include({ code: 0 });
      expect(answer.err).to.match(new RegExp(`^m= section 0: secured with MIKEY \\(${exchange}\\)`));
      expect(sdpsec([...answering, '--anchors', bob.certificate])).to.include({ code: 1 });
    }
  });

  it('prefers MIKEY to keys that stand in the SDP where it has keys for both', () => {
    const lines = sdpsec(['offer', '--mikey', 'psk', '--psk-file', key, local]).out.match(/a=key-mgmt:.*/g) ?? [];
    const offer = file('both.sdp', sdp('m=audio 5004 RTP/SAVP 0', ...lines, `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`));
    expect(sdpsec(['negotiate', offer, '--psk-file', key]).out).to.match(/^m= section 0: secured with MIKEY/);
    expect(sdpsec(['negotiate', offer]).out).to.match(/^m= section 0: secured with AES_CM_128_HMAC_SHA1_80/);
  });

  it('says which option an exchange needs, and does not go against a policy file', () => {
    const usage = (...args: string[]) => {
      const { code, out, err } = sdpsec(['offer', ...args, local]);
      expect({ code, out }).to.deep.equal({ code: 3, out: '' });
      return err;
    };
    expect(usage('--mikey', 'psk')).to.equal('sdpsec: --mikey psk needs --psk-file\n');
    expect(usage('--mikey', 'dh', '--psk-file', key)).to.equal('sdpsec: --mikey dh needs --certificate and --private-key\n');
    expect(usage('--private-key', key)).to.match(/expected --private-key and --certificate together/);
    expect(usage('--mikey', 'rot13')).to.match(/Allowed choices are psk, public-key, dh, dhhmac, rsa-r/);
    const policy = file('sdes.json', JSON.stringify({ security: { keying: ['sdes'] } }));
    expect(usage('--mikey', 'psk', '--psk-file', key, '--policy', policy)).to.match(/sdes\.json does not name mikey/);
    const unreadable = sdpsec(['offer', '--anchors', key, local]);
    expect(unreadable).to.include({ code: 2, out: '' });
    expect(unreadable.err)
      .to.match(/psk: expected certificates in PEM\n$/)
      .and.not.to.include(psk);
  });
});
