import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';
import { hasMoved, keyChange } from '../../section-keys.js';

export const oaRekeyDetect: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/rekey-detect',
  severity: 'info',
  reference: 'RFC 3711 §3.3.1',
  summary: 'A new key at the old address',
  explanation: `
The key changed and the address did not. Peers that compare addresses alone (old rtpengine) miss it and decrypt with the old key. The
rollover counter goes on by RFC 3711; Teams and Avaya start again at 0: after a wrap, one of two camps hears nothing.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49170 RTP/SAVP 0
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
      if (!hasMoved(before, now) && keyChange(before, now) === 'changed')
        yield {
          about: view,
          at: placeOf(now.line, now.index),
          message:
            'new key at the old address: the rollover counter goes on, and peers that compare addresses alone miss the new key',
        };
  },
};
