import type { ExchangeRule } from '../../rule.js';

export const oaSectionRejected: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/section-rejected',
  severity: 'info',
  reference: 'RFC 3264 §6',
  summary: 'A section without media, by port 0',
  explanation: `
Port 0 in an answer rejects the section, in an offer it removes it or leaves it unused: no media flows, in the clear or otherwise. When a section
is rejected that was to be encrypted, look at the keys that were offered first: an answerer that can use none of them has no other way to say so.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 0 RTP/SAVP 0
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
  check: exchange => exchange.remarks('oa/section-rejected'),
};
