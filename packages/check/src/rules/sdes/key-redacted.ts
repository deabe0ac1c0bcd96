import { isRedacted } from '../../redacted.js';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const sdesKeyRedacted: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-redacted',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'A key that someone blacked out',
  explanation: `
The key was replaced by stars or another placeholder, as logs do. The line cannot be used, and nothing can be said about its key.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:****************
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { line, section, text, value } of sdp.crypto)
      if (value.kind === 'problem' && isRedacted(text))
        yield { at: placeOf(line, section), message: 'the key was blacked out: nothing can be said about it' };
  },
};
