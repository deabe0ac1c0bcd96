import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpOddLine: SdpRule = {
  kind: 'sdp',
  id: 'sdp/odd-line',
  severity: 'info',
  reference: 'RFC 8866 §5',
  summary: 'A line that is not of the form type=value',
  explanation: `
Each line of an SDP is one letter, "=" and a value. Parsers skip other lines, stop at them, or refuse the SDP.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
-- cut here --
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    const odd = sdp.document.lines.filter(({ type, text }) => type === undefined && text.trim() !== '');
    const [first] = odd;
    if (first)
      yield {
        at: placeOf(first, sdp.document.sectionOf(first)?.index),
        message: `not of the form type=value, ${odd.length === 1 ? 'in this line' : `in this and ${odd.length - 1} more lines`}`,
      };
  },
};
