import type { NegotiationRule } from '../../rule.js';

export const mikeyClockSkew: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/clock-skew',
  severity: 'warning',
  reference: 'RFC 3830 §5.4',
  summary: 'A MIKEY message from a time far from our clock',
  explanation: `
The timestamp keeps old messages from being played again. It is more than the usual skew away, and the message was accepted because the check is
off: by the setting \`skew: 'off'\`, or because TLS protects the message in place of MIKEY, as with cameras that have no clock. Set the
clock of the peer; without a check only the replay cache is between an old message and its acceptance.
`,
};
