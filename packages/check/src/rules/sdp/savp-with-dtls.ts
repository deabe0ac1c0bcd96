import type { SdpRule } from '../../rule.js';

export const sdpSavpWithDtls: SdpRule = {
  kind: 'sdp',
  id: 'sdp/savp-with-dtls',
  severity: 'info',
  reference: 'RFC 5764 §8',
  summary: 'DTLS-SRTP under RTP/SAVP',
  explanation: `
Media keyed by DTLS-SRTP has the profile UDP/TLS/RTP/SAVP or UDP/TLS/RTP/SAVPF. Teams, old Firefox and some gateways write RTP/SAVP(F)
with a=fingerprint; it works with peers that look at the attributes and not at the profile.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const { description, proto, crypto, index } = section;
      if (sdp.isActive(section) && crypto.length === 0 && section.reading.fingerprints.length > 0 && /^RTP\/SAVPF?$/i.test(proto))
        yield {
          at: { ...description.ranges.proto, section: index },
          message: `a=fingerprint under ${proto}: for DTLS-SRTP the profile is UDP/TLS/${proto.toUpperCase()}`,
        };
    }
  },
};
