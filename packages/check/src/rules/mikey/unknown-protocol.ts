import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const mikeyUnknownProtocol: SdpRule = {
  kind: 'sdp',
  id: 'mikey/unknown-protocol',
  severity: 'warning',
  reference: 'RFC 4567 §3.1',
  summary: 'An a=key-mgmt for another protocol than MIKEY',
  explanation: `
RFC 4567 carries any key management protocol, and only MIKEY was ever registered. Peers ignore the line.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:hikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check(sdp) {
    for (const { line, section, value } of sdp.keyMgmt)
      if (value.kind === 'key-mgmt' && value.protocol !== 'mikey') {
        const offset = line.value.indexOf(value.protocol);
        yield {
          at: valuePlace({ line, section }, { offset, length: value.protocol.length }),
          message: 'expected "mikey": peers know no other protocol',
        };
      }
  },
};
