import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesCase: SdpRule = {
  kind: 'sdp',
  id: 'sdes/case',
  severity: 'warning',
  reference: 'RFC 4568 §4',
  summary: 'A name in other letters than the registry has',
  explanation: `
Crypto-suites, "inline" and session parameters are written in one way: suites and parameters in capital letters, "inline" in small
ones. Some peers (pjsip) take any, others compare octets.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 aes_cm_128_hmac_sha1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('suite-case')) {
      const name = sdp.textAt(place).toUpperCase();
      yield { at: place, message: `expected ${name}, in capital letters`, fix: replace(`write ${name}`, place, name) };
    }
    for (const { place } of sdp.deviations('method-case'))
      yield { at: place, message: 'expected "inline", in small letters', fix: replace('write inline', place, 'inline') };
    for (const { place } of sdp.deviations('parameter-case')) {
      const name = sdp.textAt(place).toUpperCase();
      yield { at: place, message: `expected ${name}, in capital letters`, fix: replace(`write ${name}`, place, name) };
    }
  },
};
