import { suites } from '@sdpsec/srtp-core/suites';
import { isReadable } from '../../crypto-lines.js';
import type { SdpRule } from '../../rule.js';

export const sdesShortTagFirst: SdpRule = {
  kind: 'sdp',
  id: 'sdes/short-tag-first',
  severity: 'info',
  reference: 'RFC 4568 §6.2.2',
  summary: 'A suite with a 32-bit tag before all others',
  explanation: `
The first crypto line is the most wanted. The *_32 suites authenticate with 32 bits: a forger needs fewer tries. And peers disagree
on their SRTCP tag, which is 80 bits by RFC 4568 and 32 bits in ffmpeg, baresip and linphone. Offer the 80-bit suite first.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    if (sdp.role === 'answer') return;
    for (const { crypto, reading } of sdp.sections) {
      if (!reading.active) continue; // sdp/stale-crypto wants its lines removed, whichever is the first
      const first = crypto.filter(isReadable).find(({ parts }) => parts.suite);
      if (first?.parts.suite && suites[first.parts.suite].tagOctets.srtp === 4)
        yield {
          at: sdp.suitePlace(first),
          message: `${first.parts.suite} is wanted first; its tag has 32 bits, and peers disagree on its SRTCP tag`,
        };
    }
  },
};
