import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaSectionCount: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/section-count',
  severity: 'error',
  reference: 'RFC 3264 §6',
  summary: 'An answer with other m= sections than the offer, or a re-offer with fewer than before',
  explanation: `
An answer has one m= section for each of the offer, in the same order and of the same media; it rejects one with port 0 and never leaves
one out. Otherwise nobody knows which keys belong to which media. For the same reason a later offer never has fewer m= sections than the
call (RFC 3264 §8): one that is no longer wanted stays, with port 0.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVP 96
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:5yz1r5asbZjFQa4/vt6n4y0FVYFPdz7CLaNX7xJL
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
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
      ],
    },
  },
  *check(exchange) {
    yield* exchange.remarks('oa/section-count');
    const { offer, previous } = exchange;
    const last = offer?.sections.at(-1)?.reading;
    if (!last || !previous || offer.sections.length >= previous.sections.length) return;
    const message = `expected at least the ${previous.sections.length} m= sections that were there before, found ${offer.sections.length}`;
    yield { about: offer, at: placeOf(last.line, last.index), message, reference: 'RFC 3264 §8' };
  },
};
