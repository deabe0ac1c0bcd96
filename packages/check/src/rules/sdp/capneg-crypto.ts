import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpCapnegCrypto: SdpRule = {
  kind: 'sdp',
  id: 'sdp/capneg-crypto',
  severity: 'warning',
  reference: 'RFC 5939 §3.4.1',
  summary: 'A secure capability whose keys are not part of it',
  explanation: `
a=tcap offers RTP/SAVP as a potential configuration, but its a=pcfg takes in no a=acap with crypto; the a=crypto lines of the section
belong to the actual configuration, which is plain. A strict peer that takes the potential configuration has no keys.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=pcfg:1 t=1
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=pcfg:1 t=1 a=1
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const tcap = sdp.attribute(section, 'tcap') ?? sdp.attribute(undefined, 'tcap');
      const pcfg = sdp.attribute(section, 'pcfg');
      if (!tcap || !pcfg || !/\bRTP\/SAVPF?\b/.test(tcap.value)) continue;
      if (section.crypto.length > 0 && !sdp.attributes(section, 'acap').some(({ value }) => /^\d+\s+crypto:/.test(value)))
        yield {
          at: placeOf(pcfg, section.index),
          message: 'this configuration takes RTP/SAVP without the keys: expected a=acap with crypto, and a= here',
        };
    }
  },
};
