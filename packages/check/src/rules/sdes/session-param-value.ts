import type { SdpRule } from '../../rule.js';

export const sdesSessionParamValue: SdpRule = {
  kind: 'sdp',
  id: 'sdes/session-param-value',
  severity: 'error',
  reference: 'RFC 4568 §6.3',
  summary: 'A session parameter with a value that it cannot have',
  explanation: `
KDR is a number from 1 to 24, WSH a number of packets, FEC_ORDER one of FEC_SRTP and SRTP_FEC, FEC_KEY a key; the UNENCRYPTED_* and
UNAUTHENTICATED_SRTP parameters have no value. The line cannot be used.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=25
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob KDR=24
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('bad-parameter'))
      yield { at: place, message: what.message, reference: what.reference };
    for (const { place } of sdp.deviations('parameter-leading-zero'))
      yield { at: place, severity: 'warning', message: 'leading zeroes in the value of a session parameter' };
  },
};
