import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpCryptoOnDtlsProfile: SdpRule = {
  kind: 'sdp',
  id: 'sdp/crypto-on-dtls-profile',
  severity: 'warning',
  reference: 'RFC 5764 §8',
  summary: 'a=crypto under a DTLS profile',
  explanation: `
UDP/TLS/RTP/SAVP(F) says that DTLS-SRTP makes the keys. An a=crypto line there is ignored by some peers and refused by others, and it
shows a key that looks as if it were in use.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVPF 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { crypto, proto, index } of sdp.sections)
      if (/^(?:UDP|TCP)\/TLS\/RTP\//i.test(proto))
        for (const { line } of crypto)
          yield { at: placeOf(line, index), message: `a=crypto under ${proto}, whose keys come from DTLS` };
  },
};
