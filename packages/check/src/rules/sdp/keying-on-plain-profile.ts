import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpKeyingOnPlainProfile: SdpRule = {
  kind: 'sdp',
  id: 'sdp/keying-on-plain-profile',
  severity: 'warning',
  reference: 'RFC 5763 §5',
  summary: 'a=fingerprint or a=key-mgmt under a plain profile',
  explanation: `
The profile says plain RTP, the attributes speak of keys. Peers that go by the profile send in the clear; RFC 8643 allows it as an
offer of optional encryption.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVP 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      if (!sdp.isActive(section) || !/^(?:TCP\/)?RTP\/AVPF?$/i.test(section.proto)) continue;
      const { fingerprints, keyMgmt } = section.reading.own;
      for (const { line } of [...fingerprints, ...keyMgmt])
        yield {
          at: placeOf(line, section.index),
          message: `a=${line.attribute} under ${section.proto}: peers that go by the profile send in the clear`,
        };
    }
  },
};
