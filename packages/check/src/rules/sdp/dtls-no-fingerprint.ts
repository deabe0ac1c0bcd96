import type { SdpRule } from '../../rule.js';

export const sdpDtlsNoFingerprint: SdpRule = {
  kind: 'sdp',
  id: 'sdp/dtls-no-fingerprint',
  severity: 'error',
  reference: 'RFC 5763 §5',
  summary: 'A DTLS profile without a fingerprint',
  explanation: `
UDP/TLS/RTP/SAVP(F) needs a=fingerprint, in the section or the session part: without it nothing ties the certificate of the handshake
to the call, and peers refuse the section.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const { description, proto, index } = section;
      if (sdp.isActive(section) && /^(?:UDP|TCP)\/TLS\/RTP\//i.test(proto) && section.reading.fingerprints.length === 0)
        yield { at: { ...description.ranges.proto, section: index }, message: `${proto} without a=fingerprint` };
    }
  },
};
