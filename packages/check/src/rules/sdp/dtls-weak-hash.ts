import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const sdpDtlsWeakHash: SdpRule = {
  kind: 'sdp',
  id: 'sdp/dtls-weak-hash',
  severity: 'warning',
  reference: 'RFC 8122 §5',
  summary: 'A fingerprint by a broken hash',
  explanation: `
MD2 and MD5 must not be used any more, and collisions of SHA-1 can be bought. SHA-256 is the hash that every DTLS-SRTP peer knows.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-1 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const { fingerprint, section } of sdp.fingerprints) {
      const { line, hash, refusal } = fingerprint;
      if (hash !== 'sha-1' && refusal?.code !== 'broken-hash') continue;
      const [name] = line.value.trim().split(/\s/) as [string];
      yield {
        at: valuePlace({ line, section }, { offset: line.value.indexOf(name), length: name.length }),
        severity: hash === 'sha-1' ? 'warning' : 'error',
        message: `${name} is broken; use sha-256`,
      };
    }
  },
};
