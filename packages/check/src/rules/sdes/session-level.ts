import { Fix } from '../../finding.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdesSessionLevel: SdpRule = {
  kind: 'sdp',
  id: 'sdes/session-level',
  severity: 'error',
  reference: 'RFC 4568 §4',
  fixReveals: true,
  summary: 'a=crypto before the first m= line',
  explanation: `
a=crypto is a media-level attribute: in the session part it keys nothing, and every m= section needs a line with a key of its own.
(A Red5 client sends one for all.)
`,
  example: {
    wrong: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=audio 49170 RTP/SAVP 0
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
    // Without any m= line it is a part of a section that was cut out.
    if (sdp.sections.length === 0) return;
    const [only, ...others] = sdp.sections;
    for (const { kind, line, section } of sdp.crypto) {
      if (section !== undefined || kind === 'capability') continue;
      const movable = only && others.length === 0 && only.crypto.every(own => own.section === undefined);
      yield {
        at: placeOf(line),
        message: 'a=crypto belongs into an m= section; here it keys nothing',
        // With several sections each needs another key (RFC 4568 §6.1), which no repair can make up.
        ...(movable && {
          fix: new Fix('move it into the m= section', [
            { kind: 'delete', line: line.index },
            { kind: 'insert', before: only.end, lines: [line.text.replace(/[\r\n]+/g, ' ')] },
          ]),
        }),
      };
    }
  },
};
