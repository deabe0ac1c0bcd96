import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesSessionParamConflict: SdpRule = {
  kind: 'sdp',
  id: 'sdes/session-param-conflict',
  severity: 'error',
  reference: 'RFC 4568 §6.3',
  summary: 'The same session parameter twice',
  explanation: `
Each session parameter stands at most once. Twice with two values, the line means nothing; twice with the same value, strict peers
refuse it.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=1 KDR=2
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=1
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('parameter-conflict')) yield { at: place, message: what.message };
    for (const { place } of sdp.deviations('parameter-repeated'))
      yield {
        at: place,
        severity: 'warning',
        message: 'the same session parameter stands here twice',
        fix: replace('remove the second one', { offset: place.offset - 1, length: place.length + 1 }, ''),
      };
  },
};
