import { isMkiNumber } from '../../mki-number.js';
import type { SdpRule } from '../../rule.js';

export const sdesMkiVsLifetime: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-vs-lifetime',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'A field behind the key that is neither lifetime nor MKI',
  explanation: `
Behind the key stand at most two fields, each after "|": a lifetime, which never holds a colon, and an MKI with its length, which
always does, as in |2^20|1:4. Either may be missing.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|1
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|1:4
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('bad-mki'))
      if (!isMkiNumber(sdp, place)) yield { at: place, message: what.message };
  },
};
