import { parameterPlace } from '../../parameter-place.js';
import type { SdpRule } from '../../rule.js';

export const sdesFec: SdpRule = {
  kind: 'sdp',
  id: 'sdes/fec',
  severity: 'warning',
  reference: 'RFC 4568 §6.3.4',
  summary: 'Session parameters that ask for FEC in the receiver',
  explanation: `
FEC_ORDER=SRTP_FEC and FEC_KEY concern forward error correction that runs outside of SRTP. A receiver without that FEC cannot use
the line. FEC_ORDER=FEC_SRTP, the order when nothing is said, needs nothing of SRTP.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob FEC_ORDER=SRTP_FEC
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob FEC_ORDER=FEC_SRTP
`,
  },
  *check(sdp) {
    for (const source of sdp.readable)
      for (const parameter of source.parts.sessionParameters) {
        if (parameter.kind === 'fec-order' && parameter.order === 'srtp-fec')
          yield {
            at: parameterPlace(source, 'FEC_ORDER'),
            message: 'FEC after SRTP: only receivers that do this FEC can use the line',
          };
        if (parameter.kind === 'fec-key')
          yield {
            at: parameterPlace(source, 'FEC_KEY'),
            reference: 'RFC 4568 §6.3.5',
            message: 'keys of a separate FEC stream: only receivers that do this FEC can use the line',
          };
      }
  },
};
