import type { AttributeLine } from '../../crypto-lines.js';
import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

/** Each name space of numbers: attributes of the whole SDP, or of one m= section. */
const spaces = [
  { name: 'acap', reference: 'RFC 5939 §3.4.1', perSection: false },
  { name: 'tcap', reference: 'RFC 5939 §3.4.2', perSection: false },
  { name: 'pcfg', reference: 'RFC 5939 §3.5.1', perSection: true },
] as const;

export const sdpCapabilityNumber: SdpRule = {
  kind: 'sdp',
  id: 'sdp/capability-number',
  severity: 'error',
  reference: 'RFC 5939 §3.4.1',
  summary: 'A number of capability negotiation that stands twice',
  explanation: `
Configurations name attributes and transports by number, and an answer names the configuration so. A number of a=acap or a=tcap stands once in the
whole SDP, and the transports of one a=tcap have consecutive numbers; a number of a=pcfg stands once in its m= section. Where one stands twice
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
    for (const { name, reference, perSection } of spaces) {
      const seen = new Map<number, AttributeLine>();
      let section: number | undefined;
      for (const source of sdp.linesNamed(name)) {
        if (perSection && source.section !== section) seen.clear();
        section = source.section;
        const [, blank = '', digits, rest = ''] = /^([ \t]*)(\d{1,10})(.*)$/s.exec(source.line.value) ?? [];
        if (digits === undefined) continue;
        const count = name === 'tcap' ? Math.max(1, rest.trim().split(/[ \t]+/).length) : 1;
        const numbers = Array.from({ length: count }, (_, i) => Number(digits) + i);
        const taken = numbers.find(number => seen.has(number));
        const first = taken === undefined ? undefined : seen.get(taken);
        for (const number of numbers) seen.set(number, source);
        if (!first) continue;
        const within = first.section === undefined || first.section === source.section;
        yield {
          at: valuePlace(source, { offset: blank.length, length: digits.length }),
          severity: within ? 'error' : 'warning',
          reference,
          message: `number ${taken} of a=${name} stands already in line ${first.line.number} of the SDP`,
        };
      }
    }
  },
};
