import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';
import { hasMoved, keyChange } from '../../section-keys.js';

export const oaMovedWithoutRekey: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/moved-without-rekey',
  severity: 'error',
  reference: 'RFC 4568 §7.1.4',
  summary: 'A new address with the old key',
  explanation: `
Whoever changes the address or port of a stream gives it a new master key, so that the rollover counter is known to start at 0. With the
old key the other side cannot tell which counter holds: decryption fails after the first 65,536 packets at the latest, or at once.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49180 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    },
    right: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49180 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    },
  },
  *check({ changes }) {
    for (const { before, now, view } of changes)
      if (hasMoved(before, now) && keyChange(before, now) === 'kept')
        yield {
          about: view,
          at: placeOf(now.line, now.index),
          message: 'the address moved and the key stayed: a new address needs a new key',
        };
  },
};
