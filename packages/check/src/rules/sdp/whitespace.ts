import { Fix } from '../../finding.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpWhitespace: SdpRule = {
  kind: 'sdp',
  id: 'sdp/whitespace',
  severity: 'info',
  reference: 'RFC 8866 §5',
  summary: 'White space at the end of lines or behind a colon',
  explanation: `
SDP allows no white space around "=" and none behind the colon of an attribute; blanks at the end of a line belong to its value. Most
peers trim them; some do not find "sendrecv " or read a payload type from " 0". Reported once for all lines.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=rtpmap: 0 PCMU/8000
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=rtpmap:0 PCMU/8000
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    // Crypto lines have a rule of their own; a=msid-semantic is written with a blank by everybody, browsers first.
    const odd = sdp.document.lines.filter(
      ({ type, attribute, text, value, folded }) =>
        type !== undefined &&
        !folded &&
        (hasPaddedName(text) ||
          (attribute !== 'crypto' && attribute !== 'msid-semantic' && (/[ \t]$/.test(text) || /^[ \t]/.test(value)))),
    );
    const [first] = odd;
    if (!first) return;
    yield {
      at: { ...placeOf(first, sdp.document.sectionOf(first)?.index) },
      message: `white space at the end of a line or behind ":" or "=", ${odd.length === 1 ? 'here' : `here and in ${odd.length - 1} more lines`}`,
      fix: new Fix(
        'remove it',
        odd.map(line => ({ kind: 'replace', line: line.index, lines: [trimmed(line.text)] })),
      ),
    };
  },
};

/** `a= crypto:1`: a peer that compares names does not find the attribute. */
function hasPaddedName(text: string): boolean {
  return /^a=(?:[ \t]|[^:]*[ \t]:)/.test(text);
}

function trimmed(text: string): string {
  if (hasPaddedName(text)) {
    const [name = '', ...value] = text.slice(2).split(':');
    return `a=${[name.trim(), ...value].join(':').trim()}`;
  }
  const behind = /^(?:a=[^:\s]+:|[a-z]=)/.exec(text)?.[0] ?? '';
  return behind + text.slice(behind.length).trim();
}
