import { Fix } from '../../finding.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpStaleCrypto: SdpRule = {
  kind: 'sdp',
  id: 'sdp/stale-crypto',
  severity: 'warning',
  reference: 'RFC 3264 §6',
  summary: 'Keys in a rejected m= section',
  explanation: `
A section with port 0 carries no media, and its keys key nothing; they are left over from an earlier description, and copies of keys
are best not made. Recorders that pass a description on without its media leave such lines.
`,
  example: {
    wrong: `m=audio 0 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      if (section.description.port !== 0 || sdp.attribute(section, 'bundle-only')) continue;
      for (const { line } of section.crypto)
        yield {
          at: placeOf(line, section.index),
          message: 'a key in a section with port 0, which has no media',
          fix: new Fix('remove the line', [{ kind: 'delete', line: line.index }]),
        };
    }
  },
};
