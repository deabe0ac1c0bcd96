import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesEmptyKey: SdpRule = {
  kind: 'sdp',
  id: 'sdes/empty-key',
  severity: 'warning',
  reference: 'RFC 4568 §9.1',
  summary: 'A ";" with no key behind it',
  explanation: `
";" divides several keys of one line. With nothing behind it, strict peers refuse the line.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob;
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('empty-key'))
      yield { at: place, message: '";" with no key behind it', fix: replace('remove it', place, '') };
  },
};
