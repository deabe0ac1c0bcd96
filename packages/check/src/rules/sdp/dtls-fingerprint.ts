import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const sdpDtlsFingerprint: SdpRule = {
  kind: 'sdp',
  id: 'sdp/dtls-fingerprint',
  severity: 'error',
  reference: 'RFC 8122 §5',
  summary: 'A fingerprint that does not fit its hash',
  explanation: `
a=fingerprint has the name of a hash and as many octets, in hexadecimal with colons, as the hash gives: 20 for sha-1, 32 for sha-256. A
fingerprint that cannot be read lets no certificate pass: the DTLS handshake fails.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-1 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const { fingerprint, section } of sdp.fingerprints) {
      const { refusal, line } = fingerprint;
      if (refusal && refusal.code !== 'broken-hash')
        yield {
          at: { ...refusal, section },
          message: refusal.message,
          severity: refusal.code === 'unknown-hash' ? 'warning' : 'error',
        };
      else if (/^\S*[A-Z]\S*\s|\s\S*[a-f]/.test(line.value.trim()))
        yield {
          at: valuePlace({ line, section }),
          severity: 'info',
          message: 'the hash is written in small letters and the octets in capital ones; old peers compare text',
        };
    }
  },
};
