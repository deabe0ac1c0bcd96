import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesLifetime: SdpRule = {
  kind: 'sdp',
  id: 'sdes/lifetime',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'A key lifetime that is out of range or not a number',
  explanation: `
The lifetime is a number of packets, decimal or as 2^n, without leading zeroes and at most 2^48, the number of SRTP packets that one
key may protect. A line outside of that is invalid; here it is read with the limit of the suite, if policy allows it. Above 2^31 the SRTCP
counter stops at 2^31 all the same (RFC 3711 §9.2). Old Grandstream phones refuse every lifetime.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^49
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('bad-lifetime')) yield { at: place, message: what.message };
    for (const { place } of sdp.deviations('lifetime-over-limit'))
      yield {
        at: place,
        severity: 'warning',
        message: 'a lifetime above 2^48 packets makes the line invalid',
        fix: replace('write 2^48', place, '2^48'),
      };
    for (const { place } of sdp.deviations('lifetime-leading-zero')) {
      const text = sdp.textAt(place).replace(/^(2\^)?0+(?=\d)/, '$1');
      yield {
        at: place,
        severity: 'warning',
        message: 'leading zeroes in the lifetime make the line invalid',
        fix: replace('remove the zeroes', place, text),
      };
    }
    for (const { place } of sdp.deviations('empty-field'))
      yield {
        at: place,
        severity: 'warning',
        reference: 'RFC 4568 §9.2',
        message: 'an empty field where a lifetime or an MKI belongs',
      };
    for (const { place } of sdp.deviations('lifetime-over-srtcp'))
      yield { at: place, severity: 'info', reference: 'RFC 3711 §9.2', message: 'the lifetime of SRTCP ends at 2^31 packets' };
  },
};
