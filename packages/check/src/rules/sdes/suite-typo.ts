import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesSuiteTypo: SdpRule = {
  kind: 'sdp',
  id: 'sdes/suite-typo',
  severity: 'error',
  reference: 'RFC 4568 §6.2',
  fixReveals: true,
  summary: 'A crypto-suite spelt nearly as a registered one',
  explanation: `
The name differs from a registered one by a letter or two, as AES_CM_128_HMAW_SHA1_32 in a document of Cisco. Receivers do not know
it and ignore the line.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('unknown-suite'))
      if (what.suggestion && !/NULL/i.test(sdp.textAt(place)))
        yield { at: place, message: what.message, fix: replace(`write ${what.suggestion}`, place, what.suggestion) };
  },
};
