import type { SdpRule } from '../../rule.js';

export const sdesSuiteUnknown: SdpRule = {
  kind: 'sdp',
  id: 'sdes/suite-unknown',
  severity: 'warning',
  reference: 'RFC 4568 §5.1.2',
  summary: 'A crypto-suite that nobody registered',
  explanation: `
The name is in no registry and near to no name there. A receiver ignores such a line and takes another one of the section.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 MY_OWN_CIPHER inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('unknown-suite'))
      if (!what.suggestion && !/NULL/i.test(sdp.textAt(place)))
        yield { at: place, message: `${what.message}: receivers ignore the line` };
  },
};
