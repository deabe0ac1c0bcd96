import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpNoSessionPart: SdpRule = {
  kind: 'sdp',
  id: 'sdp/no-session-part',
  severity: 'info',
  reference: 'RFC 8866 §5.1',
  summary: 'A part of an SDP, without v=0',
  explanation: `
An SDP begins with v=0 and has o=, s= and t= lines before its m= sections. This is a part of one, as manuals and logs show it;
attributes of the session part that would matter, such as a=fingerprint, are not seen.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    const { lines } = sdp.document;
    const [first] = lines;
    if (first && !lines.some(({ type }) => type === 'v'))
      yield { at: placeOf(first), message: 'no v=0 line: this is a part of an SDP' };
  },
};
