import { isUsable, type SectionReading } from '@sdpsec/negotiation/reading';
import { suites } from '@sdpsec/srtp-core/suites';
import { keyingWays } from '../../keying-ways.js';
import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaDowngradeOnReinvite: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/downgrade-on-reinvite',
  severity: 'error',
  reference: 'RFC 4568 §5.1.4',
  summary: 'A later description that is weaker than the one before',
  explanation: `
The call was secured, and this description takes a section into the clear or to shorter keys. FreeSWITCH answered an SDP-less re-INVITE
with RTP/AVP in a call over SRTP. A session may not get weaker unless its user agrees. Keys under RTP/AVP in place of RTP/SAVP are a warning:
whoever answers may leave them out.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
      offer: `m=audio 49170 RTP/AVP 0
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
  *check(exchange) {
    yield* exchange.remarks('oa/downgrade-on-reinvite');
    for (const { before, now, view } of exchange.changes) {
      const at = placeOf(now.line, now.index);
      const [was, is] = [keyBits(before), keyBits(now)];
      const [weakest, strongest] = [Math.min(...was), Math.max(...is)];
      if (keyingWays(before).length > 0 && keyingWays(now).length === 0)
        yield { about: view, at, message: 'this section had keys before and has none now' };
      else if (was.length > 0 && is.length > 0 && weakest > strongest)
        yield { about: view, at, message: `keys of ${strongest} bits, where the call had at least ${weakest}` };
      else if (before.profile.secure && !now.profile.secure)
        yield {
          about: view,
          at: { ...now.range.description.ranges.proto, section: now.index },
          severity: 'warning',
          reference: 'RFC 8643 §3.2',
          message: `${before.profile.name} became ${now.profile.name}: a peer may go on without keys`,
        };
    }
  },
};

function keyBits({ crypto }: SectionReading): number[] {
  return crypto.filter(isUsable).map(({ value }) => suites[value.suite].keyOctets * 8);
}
