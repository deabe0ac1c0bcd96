import { keyMgmtText } from '@sdpsec/negotiation/reading';
import type { SdpRule } from '../../rule.js';
import { placeOf, type SectionView } from '../../sdp-view.js';

export const mikeyBundleDiffers: SdpRule = {
  kind: 'sdp',
  id: 'mikey/bundle-differs',
  severity: 'warning',
  reference: 'RFC 8859 §5.35',
  summary: 'Other a=key-mgmt lines in sections of one BUNDLE group',
  explanation: `
a=key-mgmt has to be identical in all sections of a BUNDLE group: they share a transport, and so its keys. Where the lines differ, one peer
may take the message of the first section and another that of the section itself, and their keys are not the same.
`,
  example: {
    wrong: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
a=group:BUNDLE a v
m=audio 49170 RTP/SAVPF 0
a=mid:a
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
m=video 49172 RTP/SAVPF 96
a=mid:v
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
    right: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
a=group:BUNDLE a v
m=audio 49170 RTP/SAVPF 0
a=mid:a
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
m=video 49172 RTP/SAVPF 96
a=mid:v
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check(sdp) {
    for (const section of sdp.sections) {
      const tagged = sdp.taggedSection(section);
      const [first] = section.reading.own.keyMgmt;
      if (!first || !tagged || tagged.reading.own.keyMgmt.length === 0) continue;
      if (textOf(section) !== textOf(tagged))
        yield {
          at: placeOf(first.line, section.index),
          message: `expected the a=key-mgmt lines of the m= line ${tagged.line.number}, with which this section is bundled`,
        };
    }
  },
};

function textOf({ reading }: SectionView): string {
  return reading.own.keyMgmt.map(keyMgmtText).join('\n');
}
