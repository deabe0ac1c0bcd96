import type { ExchangeRule } from '../../rule.js';

export const oaOsrtpAnswerNotOffered: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/osrtp-answer-not-offered',
  severity: 'error',
  reference: 'RFC 4568 §5.1.3',
  summary: 'Keys in an answer to an offer that had none',
  explanation: `
The answer has a=crypto, and the offer had no line that it could accept. The offerer has no key of its own in use: media dies, or flips
to something that nobody agreed on. Aastra phones do this after a re-INVITE without crypto.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/AVP 0
`,
      answers: [
        `m=audio 50000 RTP/AVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/AVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/AVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
  },
  check: exchange => exchange.remarks('oa/osrtp-answer-not-offered'),
};
