import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesWhitespace: SdpRule = {
  kind: 'sdp',
  id: 'sdes/whitespace',
  severity: 'warning',
  reference: 'RFC 4568 §9.1',
  summary: 'White space that strict peers do not take',
  explanation: `
Exactly one blank stands between tag, suite, key and each session parameter, and none elsewhere. Cisco SPA, Oracle and Yealink
documents and Lync add blanks at the end of lines; 3GPP TS 34.229-1 prints a line without the blank before "inline:". Asterisk and
Microsoft split at single blanks.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80  inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    // The breaks of a folded line read as blanks and are another rule's.
    for (const { code, message, text, title } of spaces)
      for (const { place, source } of sdp.deviations(code))
        if (!source.line.folded || code === 'missing-space') yield { at: place, message, fix: replace(title, place, text) };
  },
};

const spaces = [
  { code: 'leading-space', message: 'white space before the tag', text: '', title: 'remove it' },
  { code: 'trailing-space', message: 'white space at the end of the line', text: '', title: 'remove it' },
  { code: 'extra-space', message: 'expected exactly one blank here', text: ' ', title: 'leave one blank' },
  { code: 'missing-space', message: 'expected a blank before "inline:"', text: ' ', title: 'add a blank' },
  { code: 'space-in-key-list', message: 'white space between two keys', text: '', title: 'remove it' },
] as const;
