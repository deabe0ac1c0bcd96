import type { ExchangeRule } from '../../rule.js';
import type { SdpView } from '../../sdp-view.js';

export const sdesAnswerKeyReuse: ExchangeRule = {
  kind: 'exchange',
  id: 'sdes/answer-key-reuse',
  severity: 'error',
  reference: 'RFC 4568 §7.1.2',
  summary: 'An answer with a key of the offer, or of the offerer before it',
  explanation: `
Both sides would encrypt with one key: when their SSRCs meet, the keystream is used twice and both directions can be read. The answer has
a key of its own. A key that the offerer sent with before it re-keyed is no better: packets that it sent then would be taken for the
answerer's.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
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
    yield* exchange.remarks('sdes/answer-key-reuse');
    const { offer, answers, previous } = exchange;
    if (!offer || !previous) return;
    const before = new Set(previous.keys.map(({ prefix }) => prefix));
    // With what a rejected section has nobody sends.
    const now = new Set(offer.keys.flatMap(({ prefix, source }) => (isStale(offer, source.section) ? [] : [prefix])));
    for (const answer of answers)
      for (const { prefix, place } of answer.keys)
        if (before.has(prefix) && !now.has(prefix))
          yield { about: answer, at: place, message: 'the answer has a key that the offerer sent with before' };
  },
};

function isStale(sdp: SdpView, index: number | undefined): boolean {
  const section = index === undefined ? undefined : sdp.sections[index];
  return section !== undefined && !sdp.isActive(section);
}
