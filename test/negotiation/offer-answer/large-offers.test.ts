import { check } from '@sdpsec/check';
import { answerOffer } from '@sdpsec/negotiation';
import { expect } from 'chai';

// Whatever a peer sends is answered in time that is linear in its length: what is quadratic in these would not end within the time of a test.
const count = 10_000;
const head = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n';
const line = (index: number) => `AES_CM_128_HMAC_SHA1_80 inline:${keyOf(index)}`;
const each = (write: (index: number) => string) => Array.from({ length: count }, (_, index) => write(index)).join('');
const section = (index: number) => `m=audio ${1024 + index} RTP/SAVP 0\r\na=mid:${index}\r\n`;
const one = `${head}${section(0)}`;

function keyOf(index: number): string {
  const octets = Buffer.from(Array.from({ length: 30 }, (_, at) => (at * 89 + 3) & 0xff));
  octets.writeUInt32BE(index);
  return octets.toString('base64');
}

describe('offers of uncommon size', () => {
  it('answers 10,000 m= sections, each with a key of its own (RFC 4568 §5.1.2)', () => {
    const offer = head + each(index => `${section(index)}a=crypto:1 ${line(index)}\r\n`);
    const { agreement, sdp } = answerOffer(offer, head + each(section));
    expect(agreement.rtpSessions).to.have.length(count);
    expect(new Set(sdp.match(/inline:\S+/g)).size).to.equal(count);
    expect(check(offer).filter(({ rule }) => rule === 'sdes/key-reuse')).to.deep.equal([]);
  });

  it('answers a BUNDLE group of 10,000 m= sections with one key (RFC 9143 §7.3)', () => {
    const group = `a=group:BUNDLE${each(index => ` ${index}`)}\r\n`;
    const offer = head + group + each(index => `${section(index)}a=crypto:1 ${line(index)}\r\n`);
    const { agreement } = answerOffer(offer, head + group + each(section));
    expect(agreement.rtpSessions).to.have.length(1);
    expect(agreement.rtpSessions[0]?.sections).to.have.length(count);
  });

  it('answers 10,000 m= sections with configurations beside 10,000 capabilities of the session part (RFC 5939 §3.4.2)', function () {
    this.timeout(60_000);
    const capabilities = each(index => `a=tcap:${index + 1} RTP/SAVP\r\na=rmcap:${index + 1} PCMU/8000\r\n`);
    const plain = (index: number) => section(index).replace('SAVP', 'AVP');
    const keyed = each(
      index => `${plain(index)}a=acap:${index + 1} crypto:1 ${line(index)}\r\na=pcfg:1 t=${index + 1} a=${index + 1}\r\n`,
    );
    const { agreement } = answerOffer(head + capabilities + keyed, head + each(plain), {
      policy: { security: { security: 'preferred' } },
    });
    expect(agreement.rtpSessions).to.have.length(count);
    expect(check(head + capabilities + keyed).filter(({ rule }) => rule === 'sdp/capability-number')).to.deep.equal([]);
  });

  it('answers a line of 10,000 keys (RFC 4568 §6.1)', () => {
    const keys = Array.from({ length: count }, (_, index) => `inline:${keyOf(index)}|2^20|${index + 1}:4`).join(';');
    const { agreement } = answerOffer(`${one}a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${keys}\r\n`, one);
    expect(agreement.rtpSessions[0]?.receive[0]?.masterKeys).to.have.length(count);
  });

  it('refuses an attribute of 1 MiB that is folded over 16,384 lines', () => {
    const folded = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\r\n${` ${'A'.repeat(61)}\r\n`.repeat(16_384)}`;
    const { agreement } = answerOffer(one + folded, one);
    expect(agreement.sections[0]?.kind).to.equal('rejected');
    expect(check(one + folded).map(({ rule }) => rule)).to.include('sdes/folded-line');
  });

  it('refuses an MKI of a million digits (RFC 4568 §6.1)', () => {
    const offer = `${one}a=crypto:1 ${line(1)}|2^20|${'9'.repeat(1_000_000)}:128\r\n`;
    const { agreement } = answerOffer(offer, one);
    expect(agreement.sections[0]?.kind).to.equal('rejected');
    expect(check(offer).map(({ rule }) => rule)).to.include('sdes/mki-value');
  });

  it('refuses a fingerprint with a million blanks in it (RFC 8122 §5), and finds what is wrong with it at its place', () => {
    const blanks = ' '.repeat(1_000_000);
    const offer = `${head}m=audio 1024 UDP/TLS/RTP/SAVP 0\r\na=setup:actpass\r\na=fingerprint:${blanks}sha-256${blanks}AB${blanks}CD${blanks}\r\n`;
    const { agreement } = answerOffer(offer, `${head}m=audio 1024 UDP/TLS/RTP/SAVP 0\r\n`, {
      policy: { security: { keying: ['dtls'] } },
    });
    expect(agreement.sections[0]?.kind).to.equal('rejected');
    const finding = check(offer).find(({ rule }) => rule === 'sdp/dtls-fingerprint');
    expect(finding).to.include({ line: 8, column: 'a=fingerprint:sha-256'.length + 2_000_000 + 1, length: 1_000_004 });
  });
});
