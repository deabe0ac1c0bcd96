import type { SdpRule } from '../../rule.js';

export const sdesMkiLong: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-long',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'An MKI far longer than its value needs',
  explanation: `
The length of an MKI is in octets, and so many octets go into every packet. A line such as |1:32 spends 32 octets on the number 1;
often 32 bits, that is |1:4, were meant.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|1:32
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^20|1:4
`,
  },
  *check(sdp) {
    for (const used of sdp.keys) {
      const { mki } = used.inline;
      if (mki && mki.length >= 16 && mki.value < 2n ** 32n)
        yield {
          at: used.placeOfLimit(`${mki.value}:${mki.length}`),
          message: `MKI ${mki.value} takes ${mki.length} octets of every packet; the length is in octets, not bits`,
        };
    }
  },
};
