import { judgeEntropy } from '../../entropy.js';
import { publishedSource } from '../../published-keys.js';
import type { SdpRule } from '../../rule.js';

export const sdesKeyLowEntropy: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-low-entropy',
  severity: 'warning',
  reference: 'RFC 4568 §6.1',
  summary: 'A key that does not look random',
  explanation: `
A random key of 28 octets or more is never all printable text, never repeats itself and never counts. Such a key was typed, or made
of hexadecimal digits: 30 octets of those carry 120 bits for key and salt together, 64 of them in the master key instead of 128. Manuals
of Yealink and ALE show such keys; a key of one repeated octet has nothing to guess at all.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:NzFlNTUwZDk2OGVlOTc3YzNkYTkwZWVkMTM1YWFj
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const used of sdp.keys) {
      if (publishedSource(used.prefix)) continue;
      const weakness = judgeEntropy(used.octets, used.inline.key.length);
      if (weakness) yield { at: used.place, ...weakness };
    }
  },
};
