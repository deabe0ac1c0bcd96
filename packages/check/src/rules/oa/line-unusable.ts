import { objectionTo } from '@sdpsec/negotiation/policy/acceptance';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaLineUnusable: SdpRule = {
  kind: 'sdp',
  id: 'oa/line-unusable',
  severity: 'warning',
  reference: 'RFC 4568 §7.1.2',
  summary: 'An offered crypto line that the answerer passes over',
  explanation: `
An answerer takes the first line of an offer that it can use and may use. \`sdpsec answer\` reports each line here that has an error of its own;
the lines beside it still count. \`sdpsec check --policy FILE\` reports each line that is well-formed and that the policy refuses: another suite than
it lists, too short a key, a parameter that weakens, an MKI, a departure from the grammar that it does not tolerate. The message names
which of them it is. Without a policy this rule says nothing: what is wrong with a line by itself is reported there under the rule for it.
`,
  example: {
    policy: { security: { minimumStrength: { keyBits: 256 } } },
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:b0j+rEwcbZ0wr5d3CUhtHzXu7pxME7nYkInywP71GMGj6xJYVIUc7TM3RfuhoQ==
`,
  },
  *check({ sections, options: { policy } }) {
    if (!policy) return;
    // Without the refusal: a line whose tag stands twice gets another one, and the policy is in its way all the same.
    for (const { reading, index } of sections)
      for (const { refusal: _, value, ...line } of reading.own.crypto) {
        const objection = value.kind === 'crypto' ? objectionTo({ ...line, value }, policy) : undefined;
        if (objection)
          yield { at: placeOf(line.line, index), message: `this a=crypto line will not be used: ${objection.message}` };
      }
  },
};
