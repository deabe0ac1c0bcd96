import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpNoMedia: SdpRule = {
  kind: 'sdp',
  id: 'sdp/no-media',
  severity: 'warning',
  reference: 'RFC 8866 §5.14',
  summary: 'An SDP without any m= line',
  explanation: `
Keys belong to media, and this SDP describes none: there is nothing to secure, and nothing to judge. RFC 3264 §5 lets an offer have no m= line, to add
media later; more often the SDP was cut off, or an m= line is misspelt.
`,
  example: {
    wrong: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
`,
    right: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check({ document, sections }) {
    const version = document.lines.find(({ type }) => type === 'v');
    if (version && sections.length === 0)
      yield { at: placeOf(version), message: 'no m= line: expected at least one, for the media that keys would be for' };
  },
};
