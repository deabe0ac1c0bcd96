import type { ExchangeRule } from '../../rule.js';

export const oaAnswerNotAcceptable: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/answer-not-acceptable',
  severity: 'error',
  reference: 'RFC 4568 §7.1.3',
  summary: 'A line in an answer that the policy does not take',
  explanation: `
The answer is right by the RFCs, and the policy of the offerer does not allow what it chose. Without --policy, everything is allowed that
the RFCs allow. In the example the policy takes no MKI.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2^31|1:4
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
  check: exchange => exchange.remarks('oa/answer-not-acceptable'),
};
