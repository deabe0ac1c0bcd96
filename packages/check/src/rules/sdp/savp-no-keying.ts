import type { SdpRule } from '../../rule.js';

export const sdpSavpNoKeying: SdpRule = {
  kind: 'sdp',
  id: 'sdp/savp-no-keying',
  severity: 'error',
  reference: 'RFC 4568 §5.1.1',
  summary: 'A secure profile without any keying',
  explanation: `
RTP/SAVP and RTP/SAVPF promise SRTP, over TCP too (RFC 7850), and nothing here says with which keys: no a=crypto, no a=key-mgmt, no a=fingerprint. Peers
answer 488, reject the section, or play noise. A rejected section (port 0) needs no keys.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const { description, proto, crypto, index } = section;
      if (!sdp.isActive(section) || !/^(?:TCP\/)?RTP\/SAVPF?$/i.test(proto)) continue;
      if (crypto.length === 0 && !sdp.hasOtherKeying(section))
        yield {
          at: { ...description.ranges.proto, section: index },
          message: `${proto} without a=crypto, a=key-mgmt or a=fingerprint`,
        };
    }
  },
};
