import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const mikeyValueSyntax: SdpRule = {
  kind: 'sdp',
  id: 'mikey/value-syntax',
  severity: 'error',
  reference: 'RFC 4567 §3.1',
  summary: 'An a=key-mgmt value that cannot be read',
  explanation: `
The value is the name of a protocol, one blank and base64 data. What cannot be read keys nothing: the peer must refuse the section, or the
whole description where the line stands in the session part.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAF*
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check(sdp) {
    for (const { line, section, value } of sdp.keyMgmt)
      if (value.kind === 'problem') yield { at: valuePlace({ line, section }, value), message: value.message };
  },
};
