import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';
import { hasMoved, keyChange } from '../../section-keys.js';

export const oaRocOnRekey: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/roc-on-rekey',
  severity: 'info',
  reference: 'RFC 4568 §7.1.4',
  summary: 'A new address with a new key: rollover counters start at 0',
  explanation: `
With a new address and a new key both sides begin a new cryptographic context, whose rollover counter is 0. Peers that keep the counter
(of a long call: above 0) fail to decrypt.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49180 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    },
    right: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    },
  },
  *check({ changes }) {
    for (const { before, now, view } of changes)
      if (hasMoved(before, now) && keyChange(before, now) === 'changed')
        yield {
          about: view,
          at: placeOf(now.line, now.index),
          message: 'new address and new key: the rollover counter starts at 0',
        };
  },
};
