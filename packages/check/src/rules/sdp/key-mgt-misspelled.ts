import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdpKeyMgtMisspelled: SdpRule = {
  kind: 'sdp',
  id: 'sdp/key-mgt-misspelled',
  severity: 'warning',
  reference: 'RFC 4567 §3.1',
  summary: 'a=key-mgt in place of a=key-mgmt',
  explanation: `
The attribute of RFC 4567 is key-mgmt. Tutorials write key-mgt, which peers ignore.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=key-mgt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
    right: `m=audio 49170 RTP/SAVP 0
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check(sdp) {
    for (const line of sdp.document.lines) {
      if (line.attribute !== 'key-mgt') continue;
      const at = { offset: line.offset + 2, length: 'key-mgt'.length, section: sdp.document.sectionOf(line)?.index };
      yield { at, message: 'expected key-mgmt; peers ignore key-mgt', fix: replace('write key-mgmt', at, 'key-mgmt') };
    }
  },
};
