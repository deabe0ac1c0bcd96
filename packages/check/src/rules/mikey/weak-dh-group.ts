import type { NegotiationRule } from '../../rule.js';

export const mikeyWeakDhGroup: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/weak-dh-group',
  severity: 'warning',
  reference: 'RFC 3830 §4.2.7',
  summary: 'A Diffie-Hellman group of 768 or 1024 bits',
  explanation: `
Groups 1 and 2 of OAKLEY can be broken by those with means, and with the group every call that used it. They are accepted only where the policy
names the group among \`security.mikey.allow\`. Let the peer use group 5, or another exchange.
`,
};
