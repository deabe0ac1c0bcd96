import type { SdpRule } from '../../rule.js';

export const sdesKeyLength: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-length',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'Key and salt of another length than the suite takes',
  explanation: `
Behind "inline:" stand master key and master salt together: 30 octets for AES_CM_128_*, F8_128_* and SEED_CTR_128_*, 38 for
AES_192_CM_*, 46 for AES_256_CM_*, 28 for AEAD_AES_128_GCM, 44 for AEAD_AES_256_GCM. With another length the line cannot be used; other
lines of the section can.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:q5DJ8VKoiTzBmX99gTIbVp/PYsK0cXgVZrFL6v6yN2CCOMAomre12UU2viTnuA==
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('key-length')) yield { at: place, message: what.message };
  },
};
