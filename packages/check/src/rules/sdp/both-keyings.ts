import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpBothKeyings: SdpRule = {
  kind: 'sdp',
  id: 'sdp/both-keyings',
  severity: 'warning',
  reference: 'RFC 8643 §4',
  summary: 'SDES and DTLS-SRTP on one m= section',
  explanation: `
The section offers a=crypto and a=fingerprint. Which one counts differs: rtpengine prefers DTLS, pjsip SDES. And the weaker one
decides how strong the offer is: whoever reads the SDP has the SDES keys, whatever DTLS would have given.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const [first] = section.crypto;
      if (first && sdp.isActive(section) && section.reading.fingerprints.length > 0)
        yield {
          at: placeOf(section.line, section.index),
          message:
            'a=crypto and a=fingerprint on one m= section: peers differ on which one counts, and SDES gives its keys to all who read the SDP',
        };
    }
  },
};
