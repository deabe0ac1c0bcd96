import type { SdpRule } from '../../rule.js';

export const sdesSuiteUncertain: SdpRule = {
  kind: 'sdp',
  id: 'sdes/suite-uncertain',
  severity: 'info',
  reference: 'RFC 5669 §2.2',
  summary: 'A suite whose master salt no RFC settles',
  explanation: `
RFC 5669 does not say how long the master salt of SEED_128_CCM_80 and SEED_128_GCM_96 is. 96 bits is one reading, 112 another; two
implementations may each be right and not understand each other.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 SEED_128_GCM_96 inline:LkIor5BlEzNrRejsykgrqpLf6J3D6/fNIDFMdQ==
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 SEED_CTR_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const source of sdp.readable)
      if (source.parts.suite === 'SEED_128_CCM_80' || source.parts.suite === 'SEED_128_GCM_96')
        yield {
          at: sdp.suitePlace(source),
          message: `the length of the master salt of ${source.parts.suite} is read in two ways; 12 octets here`,
        };
  },
};
