import { findAll, type PolicyParameter } from '@sdpsec/mikey/codec';
import type { SdpRule } from '../../rule.js';

export const mikeyWeakeningPolicy: SdpRule = {
  kind: 'sdp',
  id: 'mikey/weakening-policy',
  severity: 'error',
  reference: 'RFC 3830 §6.10.1',
  summary: 'A MIKEY policy without encryption or authentication',
  explanation: `
The SRTP policy of the message turns off what SRTP is for: a NULL cipher, no authentication, or SRTP or SRTCP encryption off. A receiver must
not take it unless its own policy allows that by name.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAAgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
  },
  *check({ mikey }) {
    for (const { reading, place } of mikey)
      for (const policy of reading.kind === 'message' ? findAll(reading.message, 'SP') : [])
        for (const { type, value } of policy.protocol === 0 ? policy.parameters : []) {
          const weakening = weakenings.find(one => one.type === type);
          if (weakening && value.length === 1 && value[0] === 0 && !isAead(policy.parameters, type))
            yield { at: place, message: weakening.message };
        }
  },
};

/** Parameters of the SRTP policy that must not be 0. */
const weakenings = [
  { type: 0, message: 'a NULL cipher encrypts nothing' },
  { type: 2, message: 'no authentication: anyone could forge the media' },
  { type: 7, message: 'SRTP encryption is off' },
  { type: 8, message: 'SRTCP encryption is off' },
  { type: 10, message: 'SRTP authentication is off' },
] as const;

/** An AEAD suite authenticates by itself, and says "no authentication" beside (RFC 7714 §14.3). */
function isAead(parameters: readonly PolicyParameter[], type: number): boolean {
  const cipher = parameters.find(parameter => parameter.type === 0)?.value[0] ?? 1;
  return (type === 2 || type === 10) && [4, 5, 6, 8].includes(cipher);
}
