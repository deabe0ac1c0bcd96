import type { SdpRule } from '../../rule.js';

export const sdesKeyMethod: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-method',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'Another key method than "inline:"',
  explanation: `
RFC 4568 defines one key method, "inline:", and nobody registered another.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 uri:https://example.com/key
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('unknown-key-method')) yield { at: place, message: what.message };
    for (const { place } of sdp.problems('missing-key'))
      if (/inline$/i.test(sdp.textAt(place))) yield { at: place, message: 'expected "inline:" with a colon and a key behind it' };
  },
};
