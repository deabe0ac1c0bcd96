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
    const session = sdp.reading.session.zrtpHashes.map(hash => ({ ...hash, section: undefined }));
    const sections = sdp.sections.flatMap(({ index, reading }) =>
      reading.own.zrtpHashes.map(hash => ({ ...hash, section: index })),
    );
    for (const { line, refusal, section } of [...session, ...sections])
      if (refusal) yield { at: valuePlace({ line, section }), message: refusal.message };
  },
};
