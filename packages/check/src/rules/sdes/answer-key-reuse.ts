import type { ExchangeRule } from '../../rule.js';

export const sdesAnswerKeyReuse: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/answer-key-reuse',
  severity: 'error',
  reference: 'RFC 4568 §7.1.2',
  summary: 'An answer with a key of the offer',
  explanation: `
Both sides would encrypt with one key: when their SSRCs meet, the keystream is used twice and both directions can be read. The answer has
a key of its own.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
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
  check: exchange => exchange.remarks('sdes/answer-key-reuse'),
};
