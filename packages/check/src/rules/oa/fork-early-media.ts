import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';
import { keysOf, sameKey } from '../../section-keys.js';

export const oaForkEarlyMedia: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/fork-early-media',
  severity: 'info',
  reference: 'RFC 4568 §7.3',
  summary: 'Answers of several forks with different keys',
  explanation: `
Each branch of a forked call answers with a key of its own, and early media of several may come at once. A receiver with one context for
all decrypts one branch and plays noise or nothing for the others: it needs a context for each, and drops those that are not chosen.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
        `m=audio 50002 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:5yz1r5asbZjFQa4/vt6n4y0FVYFPdz7CLaNX7xJL
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
      ],
    },
  },
  *check({ answers }) {
    const [first, ...others] = answers;
    for (const other of others)
      for (const { reading, line, index } of other.sections) {
        const known = first?.sections[index]?.reading;
        const keys = keysOf(reading);
        if (known && keys.length > 0 && !keys.some(key => keysOf(known).some(one => sameKey(one, key))))
          yield {
            about: other,
            at: placeOf(line, index),
            message: 'another fork with another key: it needs a receiving context of its own',
          };
      }
  },
};
