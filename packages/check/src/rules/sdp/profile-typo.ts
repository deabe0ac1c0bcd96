import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdpProfileTypo: SdpRule = {
  kind: 'sdp',
  id: 'sdp/profile-typo',
  severity: 'error',
  reference: 'RFC 8866 §8.2.3',
  fixReveals: true,
  summary: 'A transport spelt nearly as a registered one',
  explanation: `
The transport of an m= line is compared letter by letter. One that nobody knows makes the peer reject the section, or send plain media
where RTP/SAVP was meant.
`,
  example: {
    wrong: `m=audio 49170 RTP/SVAP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { description, proto: meant, index } of sdp.sections) {
      const { proto } = description;
      if (meant === proto) continue;
      const at = { ...description.ranges.proto, section: index };
      yield { at, message: `unknown transport ${proto}; did you mean ${meant}?`, fix: replace(`write ${meant}`, at, meant) };
    }
  },
};
