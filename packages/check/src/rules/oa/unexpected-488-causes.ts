import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaUnexpected488Causes: SdpRule = {
  kind: 'sdp',
  id: 'oa/unexpected-488-causes',
  severity: 'info',
  reference: 'RFC 3264 §6',
  summary: 'ICE or rtcp-mux beside a=crypto under RTP/SAVP',
  explanation: `
Peers that do SDES under RTP/SAVP are often old SIP gear. Some (Exchange Unified Messaging among them) answer 488 to an offer with any ICE
attribute or with a=rtcp-mux, in place of ignoring what they do not know. When a call is refused for no visible reason, leave them out.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=rtcp-mux
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVPF 0
a=rtcp-mux
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    if (sdp.role === 'answer') return;
    for (const section of sdp.sections) {
      if (section.crypto.length === 0 || !/^RTP\/SAVP$/i.test(section.proto)) continue;
      const cause = causes.map(name => sdp.attribute(section, name)).find(line => line !== undefined);
      if (cause)
        yield { at: placeOf(cause, section.index), message: `a=${cause.attribute}: some peers that do SDES answer 488 to it` };
    }
  },
};

const causes = ['rtcp-mux', 'candidate', 'ice-ufrag', 'ice-pwd'] as const;
