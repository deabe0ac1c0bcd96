import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesTagSyntax: SdpRule = {
  kind: 'sdp',
  id: 'sdes/tag-syntax',
  severity: 'error',
  reference: 'RFC 4568 §9.1',
  summary: 'A tag that is not a number of one to nine digits',
  explanation: `
The tag names the line in the answer. It has one to nine digits and no leading zeroes. A receiver that cannot read it must not use
the line; gaps and any order are fine.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:x AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('bad-tag')) yield { at: place, message: what.message };
    for (const { place } of sdp.deviations('tag-leading-zero')) {
      const tag = String(Number(sdp.textAt(place)));
      yield {
        at: place,
        severity: 'warning',
        reference: 'RFC 4568 §4.1',
        message: `leading zeroes: peers that compare text do not find tag ${tag}`,
        ...(sdp.role !== 'answer' && { fix: replace(`write ${tag}`, place, tag) }),
      };
    }
  },
};
