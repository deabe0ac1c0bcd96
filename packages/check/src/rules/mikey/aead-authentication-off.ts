import type { NegotiationRule } from '../../rule.js';

export const mikeyAeadAuthenticationOff: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/aead-authentication-off',
  severity: 'info',
  reference: 'RFC 7714 §14.3',
  summary: 'A MIKEY policy that switches authentication off for an AEAD suite',
  explanation: `
AES-GCM and the other AEAD suites authenticate every packet by themselves, and nothing can switch that off. The policy sets
the parameter for SRTP authentication to 0 all the same; it changes nothing, and was accepted. Under any other suite the same parameter is
accepted only where the policy names it among \`security.weakening\`.
`,
};
