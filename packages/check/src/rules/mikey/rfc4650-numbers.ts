import type { NegotiationRule } from '../../rule.js';

export const mikeyRfc4650Numbers: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/rfc4650-numbers',
  severity: 'info',
  reference: 'RFC 4650 §4.2',
  summary: 'DHHMAC with other algorithm numbers than those of IANA',
  explanation: `
The text of RFC 4650 numbers the algorithms of its KEMAC payload otherwise than the registry does. The message could only be read by the
numbers of the RFC, and its MAC was right by that reading. Other receivers may refuse it as one with octets behind its end.
`,
};
