import type { NegotiationRule } from '../../rule.js';

export const mikeyJoinedSalt: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/joined-salt',
  severity: 'info',
  reference: 'RFC 3830 §6.13',
  summary: 'Key and salt joined in one TEK, which was taken apart',
  explanation: `
RFC 3830 has a type for a key with its salt, TEK+SALT. This message joins both in one TEK, as GStreamer and ONVIF cameras do; no key of
its suite has that length, so it was taken apart. A peer that goes by the RFC alone decrypts nothing: mikey/tek-with-salt says
the same of a message whose keys stand in the clear.
`,
};
