import type { ExchangeRule } from '../../rule.js';

export const oaMultipleCryptoInAnswer: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/multiple-crypto-in-answer',
  severity: 'error',
  reference: 'RFC 4568 §5.1.2',
  summary: 'An answer with more than one crypto line',
  explanation: `
An answer has exactly one crypto line in each accepted section: the one that it chose. With two, the sides may send with different ones.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:5yz1r5asbZjFQa4/vt6n4y0FVYFPdz7CLaNX7xJL
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:Vg4PgvXoBmUIyGzhAg0mbq5HoaqfgHzjI+mawHD+
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:5yz1r5asbZjFQa4/vt6n4y0FVYFPdz7CLaNX7xJL
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
  },
  check: exchange => exchange.remarks('oa/multiple-crypto-in-answer'),
};
