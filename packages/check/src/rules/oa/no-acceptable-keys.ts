import type { Policy } from '@sdpsec/negotiation/policy';
import { objectionTo } from '@sdpsec/negotiation/policy/acceptance';
import { isUsable, potentialConfigurations, readProfile, type SectionReading } from '@sdpsec/negotiation/reading';
import { keyingWays } from '../../keying-ways.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaNoAcceptableKeys: SdpRule = {
  kind: 'sdp',
  id: 'oa/no-acceptable-keys',
  severity: 'error',
  reference: 'RFC 4568 §7.1.2',
  summary: 'A secure profile, and no keys that the policy can take',
  explanation: `
The section must be encrypted, for its profile says so, and the policy can take none of the keys that it offers: the answer rejects the section
with port 0, and a call that has no other section fails with 488. Either the offer needs a line that the policy takes, or the policy
another suite or keying method. Without a policy this rule says nothing.
`,
  example: {
    policy: { security: { suites: ['AES_256_CM_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_80'] } },
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
  },
  *check(sdp) {
    const { policy } = sdp.options;
    if (!policy) return;
    for (const section of sdp.sections) {
      const { reading, proto, line, index } = section;
      if (!sdp.isActive(section) || !readProfile(proto).secure || sdp.taggedSection(section) !== undefined) continue;
      const ways = [reading, ...potentialConfigurations(sdp.document, reading).map(one => one.section)];
      if (!ways.some(way => hasKeys(way, policy)))
        yield { at: placeOf(line, index), message: 'the policy can take none of the keys that this section offers' };
    }
  },
};

function hasKeys(section: SectionReading, policy: Policy): boolean {
  const ways = keyingWays(section).filter(way => policy.security.keying.includes(way));
  return ways.some(way => way !== 'sdes' || section.crypto.some(line => isUsable(line) && !objectionTo(line, policy)));
}
