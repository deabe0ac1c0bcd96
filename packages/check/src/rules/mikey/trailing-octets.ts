import type { SdpRule } from '../../rule.js';

export const mikeyTrailingOctets: SdpRule = {
  kind: 'sdp',
  id: 'mikey/trailing-octets',
  severity: 'info',
  reference: 'RFC 3830 §5.2',
  summary: 'Octets behind the last payload of a MIKEY message',
  explanation: `
The chain of payloads has ended, and there is more: padding of some senders. Strict parsers refuse the message.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAAAA
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
  },
  *check({ mikey }) {
    for (const { reading, place } of mikey)
      if (reading.kind === 'message' && reading.message.trailing)
        yield { at: place, message: `${reading.message.trailing.length} octets behind the last payload` };
  },
};
