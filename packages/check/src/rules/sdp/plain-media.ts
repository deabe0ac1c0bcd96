import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdpPlainMedia: SdpRule = {
  kind: 'sdp',
  id: 'sdp/plain-media',
  severity: 'info',
  reference: 'RFC 7202 §3',
  summary: 'Media without any keying',
  explanation: `
The section has a plain profile and no keys of any kind: everyone on the way can hear and change the media. With \`--policy FILE\` it is an
error where the policy requires security.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    const severity = sdp.options.policy?.security.security === 'required' ? 'error' : 'info';
    for (const section of sdp.sections) {
      const { proto, crypto, line, index } = section;
      if (!sdp.isActive(section) || !/^(?:TCP\/)?RTP\/AVPF?$/i.test(proto)) continue;
      if (crypto.length === 0 && !sdp.hasOtherKeying(section) && !sdp.attribute(section, 'pcfg'))
        yield {
          at: placeOf(line, index),
          severity,
          message: `${proto} without any keying: the media is in the clear`,
        };
    }
  },
};
