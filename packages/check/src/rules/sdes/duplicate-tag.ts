import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';
import { placeIn } from '../../sdp-view.js';

export const sdesDuplicateTag: SdpRule = {
  kind: 'sdp',
  id: 'sdes/duplicate-tag',
  severity: 'error',
  reference: 'RFC 4568 §4.1',
  summary: 'Two crypto lines of one m= section with the same tag',
  explanation: `
A tag must be unique within its m= section: the answer names the line by it alone. All lines that share one are ambiguous. The same
tag in two m= sections is legal.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVP 96
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
  },
  *check(sdp) {
    for (const { crypto } of sdp.sections) {
      const first = new Map<number, number>();
      let next = crypto.reduce((most, { value }) => Math.max(most, value.tag ?? 0), 0) + 1;
      for (const source of crypto) {
        const { tag } = source.value;
        if (tag === undefined) continue;
        const line = first.get(tag);
        if (line === undefined) {
          first.set(tag, source.line.number);
          continue;
        }
        const digits = /\d+/.exec(source.text) as RegExpExecArray;
        const place = placeIn(source, { offset: digits.index, length: digits[0].length });
        const free = String(next++);
        yield {
          at: place,
          message: `tag ${tag} stands already in this m= section, in line ${line} of the SDP`,
          ...(sdp.role !== 'answer' && free.length <= 9 && { fix: replace(`give the line tag ${free}`, place, free) }),
        };
      }
    }
  },
};
