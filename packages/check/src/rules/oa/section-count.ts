import type { ExchangeRule } from '../../rule.js';

export const oaSectionCount: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/section-count',
  severity: 'error',
  reference: 'RFC 3264 §6',
  summary: 'An answer with other m= sections than the offer',
  explanation: `
An answer has one m= section for each of the offer, in the same order and of the same media; it rejects one with port 0 and never leaves
one out. Otherwise nobody knows which keys belong to which media.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVP 96
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:5yz1r5asbZjFQa4/vt6n4y0FVYFPdz7CLaNX7xJL
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
  },
  check: exchange => exchange.remarks('oa/section-count'),
};
