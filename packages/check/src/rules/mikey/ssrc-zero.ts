import type { SdpRule } from '../../rule.js';

export const mikeySsrcZero: SdpRule = {
  kind: 'sdp',
  id: 'mikey/ssrc-zero',
  severity: 'info',
  reference: 'RFC 3830 §6.1.1',
  summary: 'A MIKEY message that leaves the SSRC open',
  explanation: `
SSRC 0 in the CS ID map stands for "the responder, or the first packet, will say". Clients that compare SSRCs strictly refuse the stream:
"SSRC mismatch".
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
  },
  *check({ mikey }) {
    for (const { reading, place } of mikey)
      if (
        reading.kind === 'message' &&
        reading.message.header.map.kind === 'srtp-id' &&
        reading.message.header.map.sessions.some(({ ssrc }) => ssrc === 0)
      )
        yield { at: place, message: 'SSRC 0 in the CS ID map: strict peers want the SSRC of the stream' };
  },
};
