import type { Policy } from '@sdpsec/negotiation/policy';
import type { Severity } from '../../finding.js';
import type { SdpRule } from '../../rule.js';

export const sdpOptionalSrtpAvp: SdpRule = {
  kind: 'sdp',
  id: 'sdp/optional-srtp-avp',
  severity: 'warning',
  reference: 'RFC 8643 §3',
  summary: 'a=crypto under RTP/AVP: optional SRTP',
  explanation: `
Keys under a plain profile offer encryption that the peer may leave out (RFC 8643, and long before it Yealink, Polycom, MicroSIP,
TANDBERG, Pexip, FFmpeg). FreeSWITCH answers 488, pjsip too when SRTP is mandatory there, and whoever changes the offer on the way can
remove the keys unseen. Where encryption is wanted for certain, offer RTP/SAVP. With \`--policy FILE\` the severity follows the policy:
an error where it requires security, info where it is \`opportunistic\`, for then optional SRTP is what is wanted.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { index, crypto, proto, description } of sdp.sections)
      if (crypto.length > 0 && description.port !== 0 && isPlainRtp(proto))
        yield {
          at: { ...description.ranges.proto, section: index },
          severity: severityBy(sdp.options.policy),
          message: `a=crypto under ${proto}: the peer may go without encryption, and some refuse the offer`,
        };
  },
};

function severityBy(policy: Policy | undefined): Severity {
  const security = policy?.security.security;
  return security === 'required' ? 'error' : security === 'opportunistic' ? 'info' : 'warning';
}

function isPlainRtp(proto: string): boolean {
  return /^(?:TCP\/)?RTP\/AVPF?$/i.test(proto);
}
