import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpBundleCrypto: SdpRule = {
  kind: 'sdp',
  id: 'sdp/bundle-crypto',
  severity: 'info',
  reference: 'RFC 8859 §5.7',
  summary: 'Keys in an m= section that BUNDLE takes into another one',
  explanation: `
a=crypto belongs to the transport. Once the sections of a BUNDLE group share one, the line of the first section keys all of them;
those of the others count only if the peer does not bundle.
`,
  example: {
    wrong: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
a=group:BUNDLE a v
m=audio 49170 RTP/SAVPF 0
a=mid:a
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVPF 96
a=mid:v
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    right: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVPF 0
a=mid:a
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVPF 96
a=mid:v
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const [first] = section.crypto;
      const tagged = sdp.taggedSection(section);
      if (first && tagged && tagged !== section && tagged.crypto.length > 0)
        yield {
          at: placeOf(first.line, section.index),
          message: `once bundled, the keys of the m= section in line ${tagged.line.number} of the SDP count and these do not`,
        };
    }
  },
};
