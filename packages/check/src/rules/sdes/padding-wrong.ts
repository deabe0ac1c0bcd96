import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesPaddingWrong: SdpRule = {
  kind: 'sdp',
  id: 'sdes/padding-wrong',
  severity: 'warning',
  reference: 'RFC 4568 §6.1',
  summary: 'Base64 of a key with the wrong number of "="',
  explanation: `
The number of "=" does not fit the number of characters before it. Strict base64 readers refuse the key.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob==
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, source } of sdp.deviations('padding-wrong')) {
      const before = sdp.document.text.slice(source.line.offset, place.offset);
      const characters = before.length - Math.max(before.lastIndexOf(':'), before.lastIndexOf('=')) - 1;
      const wanted = (4 - (characters % 4)) % 4;
      yield {
        at: place,
        message: `base64 of ${characters} characters ends with ${wanted} "=", found ${place.length}`,
        fix: replace('put the padding right', place, '='.repeat(wanted)),
      };
    }
  },
};
