import { parameterPlace } from '../../parameter-place.js';
import type { SdpRule } from '../../rule.js';

export const sdesSessionParams: SdpRule = {
  kind: 'sdp',
  id: 'sdes/session-params',
  severity: 'error',
  reference: 'RFC 4568 §6.3.7',
  summary: 'Session parameters that make peers refuse the line',
  explanation: `
A session parameter without a leading "-" must be understood, else the line must not be used: an unknown one makes it useless for
everybody. Known ones (KDR, WSH, FEC_ORDER) are legal, but Asterisk and others refuse every line that has any.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob FOO=1
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob -FOO=1
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('unknown-parameter')) yield { at: place, message: what.message };
    for (const source of sdp.readable)
      for (const { kind } of source.parts.sessionParameters) {
        const name = declarative[kind as keyof typeof declarative];
        if (name)
          yield {
            at: parameterPlace(source, name),
            severity: 'info',
            reference: 'RFC 4568 §6.3',
            message: `${name} is legal, but some peers refuse every line with session parameters`,
          };
      }
  },
};

const declarative = { kdr: 'KDR', wsh: 'WSH', 'fec-order': 'FEC_ORDER' } as const;
