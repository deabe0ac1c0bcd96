import { Fix } from '../../finding.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdesFoldedLine: SdpRule = {
  kind: 'sdp',
  id: 'sdes/folded-line',
  severity: 'warning',
  reference: 'RFC 8866 §5',
  summary: 'A crypto line broken over several lines',
  explanation: `
RFC 4568 prints its long lines broken, and documents copy that. On the wire each a=crypto is one line: SDP knows no folding, and a
peer reads the second half as garbage.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80
 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { line, section } of sdp.crypto) {
      if (!line.folded) continue;
      const joined = line.text
        .replace(/[ \t\r\n]+/g, ' ')
        .trim()
        .replaceAll('; inline:', ';inline:');
      const first = line.text.search(/[\r\n]/);
      yield {
        at: { ...placeOf(line, section), length: first },
        message: 'this crypto line goes on in the next line; SDP has no folding',
        fix: new Fix('join the lines', [{ kind: 'replace', line: line.index, lines: [joined] }]),
      };
    }
  },
};
