import type { SdpRule } from '../../rule.js';

export const sdpControlCharacters: SdpRule = {
  kind: 'sdp',
  id: 'sdp/control-characters',
  severity: 'warning',
  reference: 'RFC 8866 §4.5',
  summary: 'A control character inside of a line',
  explanation: `
SDP text holds no NUL and no other control character than those of its line ends. Parsers in C end at a NUL, so two peers may read two
different descriptions.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=note:\0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    if (!control.test(sdp.document.text)) return;
    for (const line of sdp.document.lines) {
      const at = line.text.search(control);
      if (at === -1) continue;
      const code = line.text.charCodeAt(at).toString(16).padStart(2, '0');
      yield {
        at: { offset: line.offset + at, length: 1, section: sdp.document.sectionOf(line)?.index },
        message: `control character 0x${code}; what follows it may be read by some peers only`,
      };
    }
  },
};

const control = /[^\P{Cc}\t\r\n]/u;
