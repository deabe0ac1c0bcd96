import { isRedacted } from '../../redacted.js';
import type { SdpRule } from '../../rule.js';

export const sdesBase64Invalid: SdpRule = {
  kind: 'sdp',
  id: 'sdes/base64-invalid',
  severity: 'error',
  reference: 'RFC 4568 §9.2',
  summary: 'The key is not base64',
  explanation: `
The text after "inline:" holds a character outside base64, or has a length that no number of octets gives. The line cannot be used;
other lines of the section can.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu_fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, source, what } of sdp.problems('bad-base64'))
      if (!isRedacted(source.text)) yield { at: place, message: what.message, reference: what.reference };
  },
};
