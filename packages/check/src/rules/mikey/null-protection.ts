import type { SdpRule } from '../../rule.js';

export const mikeyNullProtection: SdpRule = {
  kind: 'sdp',
  id: 'mikey/null-protection',
  severity: 'warning',
  reference: 'RFC 3830 §4.2.4',
  summary: 'A MIKEY message with its keys in the clear',
  explanation: `
The KEMAC payload is neither encrypted nor authenticated: the keys can be read by everybody who sees the SDP. ONVIF cameras, GStreamer and
gortsplib send it so, which is safe inside of RTSP over TLS and nowhere else.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check({ mikey, options: { transport } }) {
    for (const { reading, place } of mikey)
      if (reading.kind === 'message' && reading.bareKeys.length > 0)
        yield {
          at: place,
          ...(transport !== undefined && !/^(?:tls|wss)$/.test(transport) && { severity: 'error' as const }),
          message: 'NULL encryption: whoever reads this message has the keys; only TLS around it protects them',
        };
  },
};
