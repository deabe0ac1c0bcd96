import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdesCryptoscale: SdpRule = {
  kind: 'sdp',
  id: 'sdes/cryptoscale',
  severity: 'info',
  reference: 'MS-SDPEXT 3.1.5.3',
  summary: 'a=cryptoscale, of Lync and Skype for Business',
  explanation: `
Microsoft's a=cryptoscale offers media keys for their scale-secure mode. It shares the tags of a=crypto and is no a=crypto: everyone
else skips it.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=cryptoscale:1 client AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31|1:1
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2^31
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2^31
`,
  },
  *check(sdp) {
    for (const section of sdp.sections)
      for (const line of sdp.attributes(section, 'cryptoscale'))
        yield { at: placeOf(line, section.index), message: 'a=cryptoscale is known to Microsoft products alone; it is skipped' };
  },
};
