import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpMediaLineSyntax: SdpRule = {
  kind: 'sdp',
  id: 'sdp/media-line-syntax',
  severity: 'error',
  reference: 'RFC 8866 §5.14',
  summary: 'An m= line that cannot be read',
  explanation: `
An m= line has a medium, a port from 0 to 65535, a transport and at least one format. Without them nobody can say which media the
keys below it are for.
`,
  example: {
    wrong: `m=audio RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { description, line, index } of sdp.sections) {
      const { port, proto, formats, ranges } = description;
      if (port === undefined)
        yield { at: { ...ranges.port, section: index }, message: 'expected a port from 0 to 65535 after the medium' };
      else if (proto === '' || formats.length === 0)
        yield { at: placeOf(line, index), message: 'expected medium, port, transport and at least one format' };
    }
  },
};
