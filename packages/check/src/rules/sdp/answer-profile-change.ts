import type { ExchangeRule } from '../../rule.js';

export const sdpAnswerProfileChange: ExchangeRule = {
  kind: 'exchange',
  id: 'sdp/answer-profile-change',
  severity: 'error',
  reference: 'RFC 3264 §6.1',
  summary: 'An answer with another profile than the offer',
  explanation: `
The transport of an m= line is the same in offer and answer. AudioCodes answers RTP/SAVP to an offer of RTP/AVP by design ("Preferable");
diago, rustpbx and others answered RTP/AVP to RTP/SAVP, which takes the media into the clear: Twilio and FreeSWITCH hang up. A section
that cannot be secured is rejected with port 0.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/AVP 0
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
  check: exchange => exchange.remarks('sdp/answer-profile-change'),
};
