import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdpProfileTypo: SdpRule = {
  kind: 'sdp',
  id: 'sdp/profile-typo',
  severity: 'error',
  reference: 'RFC 8866 §8.2.3',
  fixReveals: true,
  summary: 'A transport spelt nearly as a registered one',
  explanation: `
The transport of an m= line is compared letter by letter. One that nobody knows makes the peer reject the section, or send plain media
where RTP/SAVP was meant.
`,
  example: {
    wrong: `m=audio 49170 RTP/SVAP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check(sdp) {
    for (const { description, index } of sdp.sections) {
      const { proto } = description;
      if (profiles.includes(proto)) continue;
      const meant = profiles.find(profile => sameLetters(profile, proto));
      if (!meant) continue;
      const at = { ...description.ranges.proto, section: index };
      yield { at, message: `unknown transport ${proto}; did you mean ${meant}?`, fix: replace(`write ${meant}`, at, meant) };
    }
  },
};

const profiles: readonly string[] = [
  ...['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF'],
  ...['TCP/RTP/AVP', 'TCP/RTP/SAVP', 'TCP/RTP/AVPF', 'TCP/RTP/SAVPF', 'TCP/TLS/RTP/SAVP', 'TCP/TLS/RTP/SAVPF'],
];

/** Equal but for case and for the order of letters: RTP/SVAP, rtp/savp. */
function sameLetters(a: string, b: string): boolean {
  return a.length === b.length && sorted(a) === sorted(b);
}

function sorted(text: string): string {
  return [...text.toUpperCase()].sort().join('');
}
