import type { NegotiationRule } from '../../rule.js';

export const mikeyRandAbsent: NegotiationRule = {
  kind: 'negotiation',
  id: 'mikey/rand-absent',
  severity: 'warning',
  reference: 'RFC 3830 §6.11',
  summary: 'A first MIKEY message without RAND',
  explanation: `
A first message has to carry a random value from which keys are derived. It was accepted because TLS protects it and its keys are
used as they are, not derived: cameras and media servers of RTSP write such messages.
`,
};
