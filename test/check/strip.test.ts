import { strip } from '@sdpsec/check/strip';
import { expect } from 'chai';
import { k, sdp } from './rule-cases.js';

const crypto = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
const removed = (...lines: readonly string[]) =>
  strip(sdp(...lines)).removed.map(({ what, line, section }) => [what, line, section] as const);

/** Line 6 is the first behind the session part of `sdp`. */
describe('strip', () => {
  it('takes out k= everywhere: it must not be used (RFC 8866 §5.12)', () => {
    expect(removed('k=prompt', 'm=audio 49170 RTP/AVP 0', 'k=clear:x')).to.deep.equal([
      ['k=', 6, undefined],
      ['k=', 8, 0],
    ]);
  });

  it('takes out a=crypto before the first m= line (RFC 4568 §4), and leaves a=key-mgmt there (RFC 4567 §3.1)', () => {
    const keyMgmt = 'a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyOkx';
    expect(removed(crypto, keyMgmt, 'm=audio 49170 RTP/SAVP 0', crypto)).to.deep.equal([['a=crypto', 6, undefined]]);
  });

  for (const [why, media, reason] of [
    ['port 0 (RFC 3264 §6)', 'm=audio 0 RTP/SAVP 0', 'port 0'],
    ['no RTP', 'm=message 2855 TCP/MSRP *', 'TCP/MSRP is no RTP'],
    ['keys of a DTLS handshake (RFC 5764 §4.2)', 'm=audio 49170 UDP/TLS/RTP/SAVP 0', 'DTLS handshake'],
    ['no SRTP', 'm=audio 49170 RTP/AVP 0', 'not encrypted'],
  ] as const)
    it(`takes keys out of a section with ${why}`, () => {
      const {
        removed: [one, ...more],
      } = strip(sdp(media, crypto));
      expect(one).to.include({ what: 'a=crypto', line: 7, section: 0 });
      expect(one?.reason).to.include(reason);
      expect(more).to.deep.equal([]);
    });

  it('leaves the rest as it stands, byte for byte', () => {
    const { document } = strip(sdp('m=audio 49170 RTP/AVP 0', crypto, 'a=x: y ', 'm=video 49172 RTP/SAVP 96', crypto));
    expect(document.text).to.equal(sdp('m=audio 49170 RTP/AVP 0', 'a=x: y ', 'm=video 49172 RTP/SAVP 96', crypto));
  });
});
