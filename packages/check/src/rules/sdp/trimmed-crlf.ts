import { Fix } from '../../finding.js';
import type { SdpRule } from '../../rule.js';

export const sdpTrimmedCrlf: SdpRule = {
  kind: 'sdp',
  id: 'sdp/trimmed-crlf',
  severity: 'info',
  reference: 'RFC 8866 §5',
  summary: 'No line end behind the last line',
  explanation: `
Every line of an SDP ends with CRLF, the last one too. Form fields and web back-ends cut it off; pion then says "EOF".
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    const last = sdp.document.lines.at(-1);
    if (last && last.end === '')
      yield {
        at: { offset: last.endOffset, length: 0, section: sdp.document.sectionOf(last)?.index },
        message: 'the last line has no line end; some parsers stop short of it',
        fix: new Fix('end the line', [{ kind: 'insert', before: last.index + 1, lines: [''] }]),
      };
  },
};
