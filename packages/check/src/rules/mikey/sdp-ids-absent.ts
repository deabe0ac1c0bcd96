import type { NegotiationRule } from '../../rule.js';

export const mikeySdpIdsAbsent: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/sdp-ids-absent',
  severity: 'info',
  reference: 'RFC 4567 §4.1.4',
  summary: 'A MIKEY message without the list of what was offered beside it',
  explanation: `
A MIKEY message can authenticate the list of all key management protocols that its SDP offers, so that a line which somebody takes away on the
way shows. This one was accepted and has no such list; no deployed peer sends one, which is why it is only worth knowing. The policy
\`security.mikey.requireSdpIds\` refuses such messages.
`,
};
