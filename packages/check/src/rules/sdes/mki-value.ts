import { isMkiNumber } from '../../mki-number.js';
import type { SdpRule } from '../../rule.js';

export const sdesMkiValue: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-value',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'An MKI that does not fit its length',
  explanation: `
The number before the colon is written into that many octets of every packet, and must fit; the length is 1 to 128 octets.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|256:1
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|255:1
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('bad-mki'))
      if (isMkiNumber(sdp, place)) yield { at: place, message: what.message };
  },
};
