import type { ExchangeRule } from '../../rule.js';

export const sdesAnswerSessionParams: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/answer-session-params',
  severity: 'error',
  reference: 'RFC 4568 §5.1.2',
  summary: 'Negotiated session parameters that differ between offer and answer',
  explanation: `
UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP and UNAUTHENTICATED_SRTP hold for both directions: the answer repeats those of the chosen line and
adds none.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX UNENCRYPTED_SRTCP
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob UNENCRYPTED_SRTCP
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX UNENCRYPTED_SRTCP
`,
      ],
    },
  },
  check: exchange => exchange.remarks('sdes/answer-session-params'),
};
