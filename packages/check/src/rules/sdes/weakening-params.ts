import { parameterPlace } from '../../parameter-place.js';
import type { SdpRule } from '../../rule.js';

export const sdesWeakeningParams: SdpRule = {
  kind: 'sdp',
  id: 'sdes/weakening-params',
  severity: 'error',
  reference: 'RFC 4568 §6.3.2',
  summary: 'A line that asks for media without encryption or without authentication',
  explanation: `
UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP, UNAUTHENTICATED_SRTP and suites with a NULL cipher or without tag give up what SRTP is for:
anyone on the way can read, or forge. Some phones offer them by default (Avaya IP Office, TANDBERG). A receiver must not take such a line
unless its policy allows it by name; unencrypted SRTCP shows names and addresses of the speakers.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob UNENCRYPTED_SRTCP
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const source of sdp.readable) {
      for (const { kind } of source.parts.sessionParameters) {
        const weakening = weakenings[kind as keyof typeof weakenings];
        if (weakening) yield { at: parameterPlace(source, weakening.name), ...weakening };
      }
      if (source.parts.suite?.startsWith('NULL_'))
        yield { at: sdp.suitePlace(source), message: 'a NULL cipher encrypts nothing' };
    }
    for (const { place } of sdp.problems('unknown-suite'))
      if (/NULL/i.test(sdp.textAt(place))) yield { at: place, message: 'a suite without encryption or without authentication' };
  },
};

const weakenings = {
  'unencrypted-srtp': { name: 'UNENCRYPTED_SRTP', message: 'the media would be sent in the clear', reference: 'RFC 4568 §6.3.2' },
  'unencrypted-srtcp': { name: 'UNENCRYPTED_SRTCP', message: 'RTCP would be sent in the clear', reference: 'RFC 4568 §6.3.2' },
  'unauthenticated-srtp': { name: 'UNAUTHENTICATED_SRTP', message: 'anyone could forge the media', reference: 'RFC 4568 §6.3.3' },
} as const;
