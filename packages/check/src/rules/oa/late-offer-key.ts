import type { SdpLine } from '@sdpsec/negotiation/document';
import type { ExchangeRule } from '../../rule.js';
import { placeOf, type SdpView } from '../../sdp-view.js';
import { keyChange } from '../../section-keys.js';

export const oaLateOfferKey: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/late-offer-key',
  severity: 'warning',
  reference: 'RFC 3264 §8',
  summary: 'Another key under the same version of the description',
  explanation: `
The version in the o= line did not rise, so the peer may take the description for the one that it has, and never look at the new key.
A key changes only in a description that the peer gets to see; FreeSWITCH made one after a late offer that nobody ever saw.
`,
  example: {
    wrong: {
      previous: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    },
    right: {
      previous: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `v=0
o=- 1 2 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    },
  },
  *check({ changes, previous }) {
    for (const { before, now, view } of changes) {
      const origin = originOf(view);
      if (origin && origin.value === (previous && originOf(previous)?.value) && keyChange(before, now) === 'changed')
        yield {
          about: view,
          at: placeOf(origin),
          message: `another key in m= section ${now.index}, and the version of the description did not rise`,
        };
    }
  },
};

function originOf({ document }: SdpView): SdpLine | undefined {
  return document.linesOf(document.session).find(({ type }) => type === 'o');
}
