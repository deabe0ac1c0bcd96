import type { ExchangeRule } from '../../rule.js';

export const sdesAnswerSuiteMismatch: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/answer-suite-mismatch',
  severity: 'error',
  reference: 'RFC 4568 §5.1.2',
  summary: 'An answer with another suite than its tag was offered with',
  explanation: `
The suite in the answer is that of the offered line with its tag. baresip answers AES_CM_128_HMAC_SHA1_80 even to an offer of unknown
suites; its media does not decrypt.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
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
  check: exchange => exchange.remarks('sdes/answer-suite-mismatch'),
};
