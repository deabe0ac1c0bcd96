import type { SdpRule } from '../../rule.js';

export const sdpMixedLineEnds: SdpRule = {
  kind: 'sdp',
  id: 'sdp/mixed-line-ends',
  severity: 'info',
  reference: 'RFC 8866 §5',
  summary: 'Line ends of several kinds',
  explanation: `
Lines of an SDP end with CRLF. A mixture shows that something on the way changed the text; strict parsers then take two lines for one.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0\r
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    const { lines } = sdp.document;
    const [first] = lines;
    const other = lines.find(({ end }) => end !== '' && end !== first?.end);
    if (first && other && first.end !== '')
      yield {
        at: { offset: other.endOffset, length: 0, section: sdp.document.sectionOf(other)?.index },
        message: `this line ends with ${names[other.end]}, the ones before it with ${names[first.end]}`,
      };
  },
};

const names = { '\r\n': 'CR LF', '\n': 'LF', '\r': 'CR', '': 'nothing' } as const;
