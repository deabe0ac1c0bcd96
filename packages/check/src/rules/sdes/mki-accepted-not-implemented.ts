import type { SdpRule } from '../../rule.js';
import { placeIn } from '../../sdp-view.js';

export const sdesMkiAcceptedNotImplemented: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-accepted-not-implemented',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'An MKI, which many peers accept and then ignore',
  explanation: `
With an MKI in the line, every packet carries it before (AES-GCM: behind) its tag. Asterisk, baresip and linphone accept such a line
and ignore the MKI: then no packet authenticates. Offer a line without MKI too, or none with it, unless the peer is known to do MKI.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31|1:1
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|2^31
`,
  },
  *check(sdp) {
    for (const source of sdp.readable) {
      const mki = source.parts.keys[0]?.mki;
      if (!mki) continue;
      const { 0: field, index } = /(?<=\|)\d+:\d+/.exec(source.text) as RegExpExecArray;
      yield {
        at: placeIn(source, { offset: index, length: field.length }),
        message: `an MKI of ${mki.length} octet${mki.length === 1 ? '' : 's'}: peers that accept the line and ignore the MKI fail every packet`,
      };
    }
  },
};
