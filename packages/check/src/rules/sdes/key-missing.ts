import { isRedacted } from '../../redacted.js';
import type { SdpRule } from '../../rule.js';

export const sdesKeyMissing: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-missing',
  severity: 'error',
  reference: 'RFC 4568 §9.1',
  summary: 'A crypto line without suite or key',
  explanation: `
A crypto line has at least three fields: tag, crypto-suite and "inline:" with a key. Something is missing, or the line was cut.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('missing-suite')) yield { at: place, message: what.message };
    for (const { place, source, what } of sdp.problems('missing-key'))
      if (!isRedacted(source.text) && !/inline$/i.test(sdp.textAt(place)))
        yield { at: place, message: what.message, reference: what.reference };
  },
};
