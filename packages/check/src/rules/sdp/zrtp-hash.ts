import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const sdpZrtpHash: SdpRule = {
  kind: 'sdp',
  id: 'sdp/zrtp-hash',
  severity: 'error',
  reference: 'RFC 6189 §8',
  summary: 'An a=zrtp-hash that cannot be one',
  explanation: `
a=zrtp-hash has the ZRTP version and the SHA-256 of the Hello message, 64 hexadecimal digits. With a wrong one a ZRTP peer must warn
of an attack.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac
`,
    right: `m=audio 49170 RTP/AVP 0
a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f91bc2df881ae642c371ba46df
`,
  },
  *check(sdp) {
    for (const { line, section } of sdp.linesNamed('zrtp-hash'))
      if (!/^\s*\d\.\d\d\s+[0-9a-fA-F]{64}\s*$/.test(line.value))
        yield {
          at: valuePlace({ line, section }),
          message: 'expected a version such as 1.10 and 64 hexadecimal digits',
        };
  },
};
