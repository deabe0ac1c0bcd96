import type { SdpRule } from '../../rule.js';

export const sdesTagZero: SdpRule = {
  kind: 'sdp',
  id: 'sdes/tag-zero',
  severity: 'info',
  reference: 'RFC 4568 §9.1',
  summary: 'Tag 0, which some peers refuse',
  explanation: `
Tag 0 is legal (1*9DIGIT). Old Asterisk and some clients refuse it; baresip, TANDBERG, Chrome and rtpengine send it. Number the
lines from 1.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:0 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('tag-zero')) yield { at: place, message: 'tag 0 is legal, but some peers refuse it' };
  },
};
