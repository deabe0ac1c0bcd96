import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const sdpFecOrderInFmtp: SdpRule = {
  kind: 'sdp',
  id: 'sdp/fec-order-in-fmtp',
  severity: 'warning',
  reference: 'RFC 4568 §6.3.4',
  summary: 'FEC_ORDER in a=fmtp',
  explanation: `
FEC_ORDER is a session parameter of a=crypto. In the format parameters of a codec, where Webex puts it, peers do not look for it.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 97
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=fmtp:97 FEC_ORDER=FEC_SRTP
`,
    right: `m=video 49170 RTP/SAVP 97
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob FEC_ORDER=FEC_SRTP
`,
  },
  *check(sdp) {
    for (const { line, section } of sdp.linesNamed('fmtp')) {
      const offset = line.value.indexOf('FEC_ORDER');
      if (offset !== -1)
        yield {
          at: valuePlace({ line, section }, { offset, length: 'FEC_ORDER'.length }),
          message: 'FEC_ORDER belongs into a=crypto',
        };
    }
  },
};
