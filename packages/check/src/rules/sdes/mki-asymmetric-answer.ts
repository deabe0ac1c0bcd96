import type { ExchangeRule } from '../../rule.js';

export const sdesMkiAsymmetricAnswer: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/mki-asymmetric-answer',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'Offer and answer with different MKIs',
  explanation: `
Each side announces the MKI of what it sends, so a difference is legal. Often one side took its MKI from its configuration (AudioCodes)
and expects the same from the other: then no packet authenticates.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31|1:4
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31|1:4
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2^31|1:4
`,
      ],
    },
  },
  check: exchange => exchange.remarks('sdes/mki-asymmetric-answer'),
};
