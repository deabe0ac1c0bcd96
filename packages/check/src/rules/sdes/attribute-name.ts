import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesAttributeName: SdpRule = {
  kind: 'sdp',
  id: 'sdes/attribute-name',
  severity: 'error',
  reference: 'RFC 4568 §4',
  fixReveals: true,
  summary: 'A crypto line under a misspelt attribute name',
  explanation: `
Attribute names are case-sensitive (RFC 8866 §5.13): a=Crypto or a=cripto is another attribute, which everybody ignores. The value
looks like a crypto line.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=Crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { kind, line, section } of sdp.crypto) {
      if (kind !== 'misspelt') continue;
      const name = line.attribute as string;
      const at = { offset: line.offset + 2, length: name.length, section };
      yield { at, message: `expected "crypto", found "${name}"`, fix: replace('write crypto', at, 'crypto') };
    }
  },
};
