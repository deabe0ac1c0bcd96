import type { ExchangeRule } from '../../rule.js';

export const sdesAnswerTagMismatch: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/answer-tag-mismatch',
  severity: 'error',
  reference: 'RFC 4568 §5.1.3',
  summary: 'An answer with a tag that was not offered',
  explanation: `
The tag in the answer says which line was chosen. Webex CUBE, BroadWorks and old LiveKit number their own lines instead; baresip,
linphone and rtpengine do not check, others hang up. Which keys are meant is then a guess.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
  },
  check: exchange => exchange.remarks('sdes/answer-tag-mismatch'),
};
