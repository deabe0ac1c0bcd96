import type { SdpRule } from '../../rule.js';

export const sdesKdrZero: SdpRule = {
  kind: 'sdp',
  id: 'sdes/kdr-zero',
  severity: 'info',
  reference: 'RFC 4568 §6.3.1',
  summary: 'KDR=0, which peers read in two ways',
  explanation: `
The text of RFC 4568 has KDR from 1 to 24, its grammar 0 to 24; RFC 3711 uses 0 for "derive once". KDR=0 is read here as no KDR. A
peer may read it as a rate of 2^0, a new key for every packet: leave it out.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=0
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=1
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('kdr-zero'))
      yield { at: place, message: 'KDR=0 is read as no KDR; peers may read it otherwise' };
  },
};
