import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const mikeySessionAndMedia: SdpRule = {
  kind: 'sdp',
  id: 'mikey/session-and-media',
  severity: 'warning',
  reference: 'RFC 4567 §3.1',
  summary: 'a=key-mgmt in the session part and in an m= section',
  explanation: `
A line in an m= section takes the place of that in the session part for this section. Peers differ: some take the first that they see, and
the two messages have different keys.
`,
  example: {
    wrong: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
    right: `v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check({ reading, keyMgmt }) {
    if (reading.session.keyMgmt.length === 0) return;
    for (const { line, section } of keyMgmt)
      if (section !== undefined)
        yield { at: placeOf(line, section), message: 'a=key-mgmt stands in the session part too; here this one holds' };
  },
};
