import type { SdpRule } from '../../rule.js';

export const sdesMkiZero: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-zero',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'MKI 0, or an MKI with leading zeroes',
  explanation: `
The MKI is a positive number without leading zeroes. 0 works with most peers, and so do leading zeroes; peers that compare the text
of an echo do not find it.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|0:4
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|1:4
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('mki-zero')) yield { at: place, message: 'expected a positive MKI, found 0' };
    for (const { place } of sdp.deviations('mki-leading-zero'))
      yield { at: place, message: 'leading zeroes in the MKI or in its length' };
  },
};
