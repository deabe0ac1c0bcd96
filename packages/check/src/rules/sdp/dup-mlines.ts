import type { SdpRule } from '../../rule.js';
import type { SectionView } from '../../sdp-view.js';
import { placeOf } from '../../sdp-view.js';

export const sdpDupMlines: SdpRule = {
  kind: 'sdp',
  id: 'sdp/dup-mlines',
  severity: 'info',
  reference: 'RFC 8643 §1',
  summary: 'A secure and a plain m= line for one stream',
  explanation: `
Two m= lines of one medium with one port, one secure and one plain, are an old way to say "encrypted if you can" (Grandstream, 3CX,
BroadWorks, FreeSWITCH, pjsip). By RFC 3264 they are two streams: a strict answerer takes both or the first. With the plain one first it
takes plain media.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/AVP 96
`,
  },
  *check(sdp) {
    const secure = new Map<string, SectionView>();
    const plain = new Map<string, SectionView>();
    for (const section of sdp.sections) {
      const { proto } = section;
      const { media, port } = section.description;
      // Port 9 stands for "to be found by ICE" and says nothing about a stream.
      if (!port || port === 9 || !/^RTP\//i.test(proto)) continue;
      const key = `${media} ${port}`;
      (isSecure(section) ? secure : plain).set(key, section);
      const twin = (isSecure(section) ? plain : secure).get(key);
      if (!twin) continue;
      const plainFirst = isSecure(section);
      yield {
        at: placeOf(section.line, section.index),
        severity: plainFirst ? 'warning' : 'info',
        message: `the ${plainFirst ? 'secure' : 'plain'} twin of the m= section in line ${twin.line.number} of the SDP, on the same port${plainFirst ? '; the plain one stands first and strict peers take it' : ''}`,
      };
    }
  },
};

function isSecure({ proto }: SectionView): boolean {
  return /\/SAVPF?$/i.test(proto);
}
