import type { SdpRule } from '../../rule.js';
import { placeIn } from '../../sdp-view.js';

export const sdesMultipleKeys: SdpRule = {
  kind: 'sdp',
  id: 'sdes/multiple-keys',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'Several master keys in one line',
  explanation: `
RFC 4568 allows several keys, told apart by MKI, so that a sender can change keys without new signalling. Few peers implement it;
most take the first key and fail when the sender changes.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|1:4;inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2:4
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|1:4
`,
  },
  *check(sdp) {
    for (const source of sdp.readable)
      if (source.parts.keys.length > 1) {
        const offset = source.text.indexOf(';') + 1;
        // What stands there may be no "inline:" at all, and end before one would.
        const length = Math.min('inline:'.length, source.text.length - offset);
        yield {
          at: placeIn(source, { offset, length }),
          message: `${source.parts.keys.length} master keys in one line; few peers take more than the first`,
        };
      }
  },
};
