import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpNoUsableKeying: SdpRule = {
  kind: 'sdp',
  id: 'sdp/no-usable-keying',
  severity: 'error',
  reference: 'RFC 4568 §5.1.2',
  summary: 'No crypto line of the section can be used',
  explanation: `
Every a=crypto line of the section has an error, and there is no other keying: the peer must reject the section. What is wrong with
each line is reported there.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const { crypto, proto, line, index } = section;
      if (!sdp.isActive(section) || crypto.length === 0 || sdp.hasOtherKeying(section)) continue;
      if (crypto.every(({ value }) => value.kind === 'problem'))
        yield {
          at: placeOf(line, index),
          severity: /\/SAVPF?$/i.test(proto) ? 'error' : 'warning',
          message:
            crypto.length === 1
              ? 'the crypto line of this section cannot be used'
              : `none of the ${crypto.length} crypto lines of this section can be used`,
        };
    }
  },
};
