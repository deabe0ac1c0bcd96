import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpCryptoOnNonRtp: SdpRule = {
  kind: 'sdp',
  id: 'sdp/crypto-on-non-rtp',
  severity: 'warning',
  reference: 'RFC 4568 §6',
  summary: 'a=crypto on media that is not RTP',
  explanation: `
RFC 4568 defines a=crypto for SRTP alone. On BFCP, MSRP, T.38 over UDPTL or a data channel it keys nothing.
`,
  example: {
    wrong: `m=image 49170 udptl t38
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { crypto, proto, index } of sdp.sections)
      if (proto !== '' && !/(?:^|\/)S?RTP\b/i.test(proto))
        for (const { line } of crypto)
          yield { at: placeOf(line, index), message: `a=crypto keys SRTP; ${proto.slice(0, 30)} is not RTP` };
  },
};
