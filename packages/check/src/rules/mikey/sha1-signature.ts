import type { NegotiationRule } from '../../rule.js';

export const mikeySha1Signature: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/sha1-signature',
  severity: 'warning',
  reference: 'RFC 3830 §4.2.6',
  summary: 'A MIKEY signature over SHA-1',
  explanation: `
Two texts with the same SHA-1 can be made, so that a signature over one holds for the other. Such signatures, which libmikey makes, are accepted only
where the policy names them among \`security.mikey.allow\`. Let the peer sign over SHA-256.
`,
};
