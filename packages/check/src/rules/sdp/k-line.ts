import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpKLine: SdpRule = {
  kind: 'sdp',
  id: 'sdp/k-line',
  severity: 'warning',
  reference: 'RFC 8866 §5.12',
  summary: 'k=, the abandoned key field',
  explanation: `
The k= field of the first SDP gives a key without saying for what. RFC 8866 forbids it; everybody ignores it, and the key in it is
there for all to read.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
k=clear:correct-horse
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const line of sdp.document.lines)
      if (line.type === 'k')
        yield {
          at: placeOf(line, sdp.document.sectionOf(line)?.index),
          message: 'k= must not be used; whatever key is in it is ignored',
        };
  },
};
