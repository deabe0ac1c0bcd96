import { isUsable, type SectionReading } from '@sdpsec/negotiation/reading';
import { suites } from '@sdpsec/srtp-core/suites';
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
with RTP/AVP in a call over SRTP. A session may not get weaker unless its user agrees.
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
      if (isKeyed(before) && !isKeyed(now)) yield { about: view, at, message: 'this section had keys before and has none now' };
      else if (weakest(before) > strongest(now))
        yield { about: view, at, message: `keys of ${strongest(now)} bits, where the call had at least ${weakest(before)}` };
    }
  },
};

function isKeyed({ crypto, fingerprints, keyMgmt, zrtpHashes }: SectionReading): boolean {
  return crypto.some(isUsable) || fingerprints.length + keyMgmt.length + zrtpHashes.length > 0;
}

function keyBits({ crypto }: SectionReading): number[] {
  return crypto.filter(isUsable).map(({ value }) => suites[value.suite].keyOctets * 8);
}

/** 0 without a usable crypto line: then nothing is weaker. */
function weakest(section: SectionReading): number {
  return keyBits(section).reduce((least, bits) => (least === 0 ? bits : Math.min(least, bits)), 0);
}

function strongest(section: SectionReading): number {
  const bits = keyBits(section);
  return bits.length === 0 ? Number.POSITIVE_INFINITY : bits.reduce((most, one) => Math.max(most, one), 0);
}
