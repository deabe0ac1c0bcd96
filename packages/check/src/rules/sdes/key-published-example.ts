import { publishedSource } from '../../published-keys.js';
import type { SdpRule } from '../../rule.js';

export const sdesKeyPublishedExample: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-published-example',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'A key that is printed in a document',
  explanation: `
The master key is an example of an RFC or a test vector: everybody knows it, and so the media is as good as in the clear. Keys come
from a cryptographic random generator, new for every call.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:32
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|1:32
`,
  },
  *check(sdp) {
    for (const used of sdp.keys) {
      const published = publishedSource(used.prefix);
      if (published) yield { at: used.place, message: `this key is printed in ${published}: it keeps nothing secret` };
    }
  },
};
