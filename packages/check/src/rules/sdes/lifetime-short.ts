import type { SdpRule } from '../../rule.js';

export const sdesLifetimeShort: SdpRule = {
  kind: 'sdp',
  id: 'sdes/lifetime-short',
  severity: 'warning',
  reference: 'RFC 4568 §6.1',
  summary: 'A lifetime that ends within hours',
  explanation: `
At 50 packets a second, 2^20 packets last less than six hours; when the key has served them, both sides must stop. Asterisk refuses
lifetimes below 2^20. Leave the lifetime out, or be sure that both sides re-key in time.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^16
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31
`,
  },
  *check(sdp) {
    for (const used of sdp.keys)
      if (used.inline.lifetime && used.inline.lifetime.srtp < 2 ** 20)
        yield {
          at: used.placeOfLimit(used.inline.lifetime.text),
          message: `the key ends after ${used.inline.lifetime.text} packets, ${duration(used.inline.lifetime.srtp)} at 50 packets a second`,
        };
  },
};

function duration(packets: number): string {
  const minutes = packets / 50 / 60;
  return minutes < 1 ? `${Math.round(packets / 50)} seconds` : `${Math.round(minutes)} minutes`;
}
