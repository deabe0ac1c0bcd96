import type { NegotiationRule } from '../../rule.js';

export const mikeyTagLengthAsAuthKeyLength: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/tag-length-as-auth-key-length',
  severity: 'warning',
  reference: 'RFC 3830 §6.10.1',
  summary: 'A MIKEY policy with the length of the tag as that of a key',
  explanation: `
Parameter 3 of the SRTP policy is the length of the session authentication key, 20 octets for HMAC-SHA-1. GStreamer wrote the length of the tag there, 4
or 10. It was read as the tag that is meant. A peer that goes by the RFC refuses the policy or derives other keys.
`,
};
