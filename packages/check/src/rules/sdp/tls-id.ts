import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const sdpTlsId: SdpRule = {
  kind: 'sdp',
  id: 'sdp/tls-id',
  severity: 'error',
  reference: 'RFC 8842 §4',
  summary: 'An a=tls-id that is too short, too long or no token',
  explanation: `
The tls-id tells one DTLS association from the next. It has 20 to 255 letters, digits and + / - _, and is random.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:abc
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:abc3de65cddef001be82
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const { line, section } of sdp.linesNamed('tls-id'))
      if (!/^[A-Za-z0-9+/_-]{20,255}$/.test(line.value))
        yield {
          at: valuePlace({ line, section }),
          message: `expected 20 to 255 letters, digits and + / - _, found ${line.value.length} characters`,
        };
  },
};
