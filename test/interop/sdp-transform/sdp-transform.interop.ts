import { createOffer, type NegotiationOptions } from '@sdpsec/negotiation';
import { expect } from 'chai';
import sdpTransform from 'sdp-transform';

const local = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
  ...['m=audio 5004 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', 'm=video 5006 RTP/AVPF 96', 'a=rtpmap:96 VP8/90000', ''],
].join('\r\n');

describe('sdp-transform, what it reads and writes of our offers', () => {
  const cases: Readonly<Record<string, NegotiationOptions>> = {
    'AES_CM_128 with both tags': { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] } } },
    'AES-256, AEAD': { policy: { security: { suites: ['AES_256_CM_HMAC_SHA1_80', 'AEAD_AES_256_GCM'] } } },
    'an MKI of 4 octets': { policy: { security: { mki: { offer: 4 } } } },
  };
  for (const [title, options] of Object.entries(cases))
    it(`${title}: finds tag, suite and key of every line, and writes the same lines back`, () => {
      const { sdp } = createOffer(local, options);
      const lines = [...sdp.matchAll(/^a=crypto:.*$/gm)].map(([line]) => line.trimEnd());
      const parsed = sdpTransform.parse(sdp);
      const found = parsed.media.flatMap(({ protocol, crypto = [] }) =>
        crypto.map(({ id, suite, config }) => [protocol, `a=crypto:${id} ${suite} ${config}`]),
      );
      expect(lines.length).to.be.at.least(2);
      expect(found.map(([, line]) => line)).to.deep.equal(lines);
      expect([...new Set(found.map(([protocol]) => protocol))]).to.deep.equal(['RTP/SAVP', 'RTP/SAVPF']);
      expect([...sdpTransform.write(parsed).matchAll(/^a=crypto:.*$/gm)].map(([line]) => line.trimEnd())).to.deep.equal(lines);
    });
});
