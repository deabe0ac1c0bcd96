import type { SdpLine } from '@sdpsec/negotiation/document';
import { expandNumbers } from '@sdpsec/negotiation/reading';
import type { AttributeLine } from '../../crypto-lines.js';
import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

/** Each name space of numbers: attributes of the whole SDP, or of one m= section. */
const spaces = [
  { names: ['acap'], reference: 'RFC 5939 §3.4.1', perSection: false },
  { names: ['tcap'], reference: 'RFC 5939 §3.4.2', perSection: false },
  { names: ['rmcap', 'omcap'], reference: 'RFC 6871 §3.3.1', perSection: false },
  { names: ['pcfg'], reference: 'RFC 5939 §3.5.1', perSection: true },
] as const;

export const sdpCapabilityNumber: SdpRule = {
  kind: 'sdp',
  id: 'sdp/capability-number',
  severity: 'error',
  reference: 'RFC 5939 §3.4.1',
  summary: 'A number of capability negotiation that stands twice',
  explanation: `
Configurations name attributes and transports by number, and an answer names the configuration so. A number of a=acap, of a=tcap, or of a=rmcap and a=omcap
together, stands once in the whole SDP, and the transports of one a=tcap have consecutive numbers; a number of a=pcfg stands once in its m= section. Where one stands twice
nobody can say what is meant: the configuration cannot be used, and a peer that does not insist on keys goes on in the clear. A number that comes
again in another m= section can still be told apart, and is a warning.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=acap:1 crypto:2 AES_CM_128_HMAC_SHA1_32 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
a=pcfg:1 t=1 a=1
`,
    right: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=acap:2 crypto:2 AES_CM_128_HMAC_SHA1_32 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
a=pcfg:1 t=1 a=1|2
`,
  },
  *check(sdp) {
    for (const { names, reference, perSection } of spaces) {
      const seen = new Map<number, AttributeLine>();
      let section: number | undefined;
      const lines = names.flatMap(name => sdp.linesNamed(name)).sort((a, b) => a.line.index - b.line.index);
      for (const source of lines) {
        if (perSection && source.section !== section) seen.clear();
        section = source.section;
        const [, blank = '', digits = ''] = /^([ \t]*)([\d,-]{1,200})/.exec(source.line.value) ?? [];
        const numbers = numbersOf(source.line, digits);
        const taken = numbers.find(number => seen.has(number));
        const first = taken === undefined ? undefined : seen.get(taken);
        for (const number of numbers) seen.set(number, source);
        if (!first) continue;
        const within = first.section === undefined || first.section === source.section;
        yield {
          at: valuePlace(source, { offset: blank.length, length: digits.length }),
          severity: within ? 'error' : 'warning',
          reference,
          message: `number ${taken} of a=${source.line.attribute} stands already in line ${first.line.number} of the SDP`,
        };
      }
    }
  },
};

/** The numbers that a line takes: the transports of an a=tcap count on from the one that it begins with, formats have lists and ranges. */
function numbersOf({ attribute, value }: SdpLine, digits: string): number[] {
  if (attribute === 'rmcap' || attribute === 'omcap') return expandNumbers(digits);
  if (!/^\d{1,10}$/.test(digits)) return [];
  const count = attribute === 'tcap' ? Math.max(1, value.trim().split(/[ \t]+/).length - 1) : 1;
  return Array.from({ length: count }, (_, i) => Number(digits) + i);
}
