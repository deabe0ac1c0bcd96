import { findSuite } from '@sdpsec/srtp-core/suites';
import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesSuiteAlias: SdpRule = {
  kind: 'sdp',
  id: 'sdes/suite-alias',
  severity: 'warning',
  reference: 'RFC 6188 §4',
  summary: 'Another spelling of a registered crypto-suite',
  explanation: `
Drafts, HomeKit, Webex and documents of FreeSWITCH write AES_CM_256_HMAC_SHA1_80 for what IANA registered as AES_256_CM_HMAC_SHA1_80.
Each spelling is unknown to some peers: after one side renamed it, Bria, Yealink and Zoiper lost their calls. Offer the registered name
(or both, one line each); an answer repeats the spelling of the offer.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_256_HMAC_SHA1_80 inline:q5DJ8VKoiTzBmX99gTIbVp/PYsK0cXgVZrFL6v6yN2CCOMAomre12UU2viTnuA==
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:q5DJ8VKoiTzBmX99gTIbVp/PYsK0cXgVZrFL6v6yN2CCOMAomre12UU2viTnuA==
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('suite-alias')) {
      const written = sdp.textAt(place);
      const name = findSuite(written)?.sdes;
      if (name === undefined) continue;
      yield {
        at: place,
        message: `${written} is registered as ${name}`,
        // RFC 4568 §5.1.2: the answer's crypto-suite is the one of the offer, and peers compare its text.
        ...(sdp.role !== 'answer' && { fix: replace(`write ${name}`, place, name) }),
      };
    }
  },
};
