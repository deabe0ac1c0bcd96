import type { SdpRule } from '../../rule.js';

export const sdesWshRange: SdpRule = {
  kind: 'sdp',
  id: 'sdes/wsh-range',
  severity: 'warning',
  reference: 'RFC 4568 §6.3.6',
  summary: 'A replay window below 64 or above 32768 packets',
  explanation: `
WSH proposes the size of the replay window. It is at least 64 (RFC 3711 §3.3.2); above 32768 it would reach round the 16-bit
sequence numbers. Values outside are read as the nearest one inside.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob WSH=32
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob WSH=64
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('wsh-clamped'))
      yield { at: place, message: `expected a window of 64 to 32768 packets, found ${sdp.textAt(place).slice(0, 20)}` };
  },
};
