import type { ExchangeRule } from '../../rule.js';

export const oaUnsecured: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/unsecured',
  severity: 'warning',
  reference: 'RFC 8643 §3',
  summary: 'An answer that leaves the media in the clear',
  explanation: `
Keys were offered under a plain profile, and the answer has none: the media goes unencrypted. That is what optional SRTP means; under a
policy that requires keys it is an error.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/AVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/AVP 0
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
  check: exchange => exchange.remarks('oa/unsecured'),
};
