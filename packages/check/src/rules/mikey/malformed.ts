import type { SdpRule } from '../../rule.js';

export const mikeyMalformed: SdpRule = {
  kind: 'sdp',
  id: 'mikey/malformed',
  severity: 'error',
  reference: 'RFC 3830 §6',
  summary: 'A MIKEY message that cannot be decoded',
  explanation: `
The base64 is right, and the octets are no MIKEY message: cut off, as documents and logs do, or of another version.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check({ mikey }) {
    for (const { reading, place } of mikey)
      if (reading.kind === 'problem') yield { at: place, message: `no MIKEY message: ${reading.message}` };
  },
};
