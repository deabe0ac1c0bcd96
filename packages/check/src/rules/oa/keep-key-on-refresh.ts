import type { SectionReading } from '@sdpsec/negotiation/reading';
import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';
import { hasMoved, keyChange } from '../../section-keys.js';

export const oaKeepKeyOnRefresh: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/keep-key-on-refresh',
  severity: 'warning',
  reference: 'RFC 4568 §7.1.4',
  summary: 'A new key in a description in which nothing else changed',
  explanation: `
A session refresh, hold or resume needs no new key. A stack that makes one with every description (old SIPSorcery and pjsip, some phones on
hold) breaks the audio at peers that take the refresh for what it is.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=sendrecv
`,
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
a=sendonly
`,
    },
    right: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=sendrecv
`,
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=sendonly
`,
    },
  },
  *check({ changes }) {
    for (const { before, now, view } of changes)
      if (keyChange(before, now) === 'changed' && !hasMoved(before, now) && sameMedia(before, now))
        yield {
          about: view,
          at: placeOf(now.line, now.index),
          message: 'only direction and key changed: a refresh or hold keeps its key',
        };
  },
};

function sameMedia(before: SectionReading, now: SectionReading): boolean {
  return before.line.value === now.line.value;
}
