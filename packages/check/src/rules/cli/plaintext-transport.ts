import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const cliPlaintextTransport: SdpRule = {
  kind: 'sdp',
  id: 'cli/plaintext-transport',
  severity: 'error',
  reference: 'RFC 4568 §8.3',
  summary: 'Keys that travel in the clear',
  explanation: `
With SDES the keys stand in the SDP, so the SIP message that carries it needs protection: TLS on every hop, or S/MIME. Over UDP, TCP or
plain WebSocket everyone on the way reads the keys and with them the media. The transport is read from the topmost Via of a SIP message, or
given with --transport.
`,
  example: {
    wrong: `INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP pc.example.com;branch=z9hG4bK776asdhds
Content-Type: application/sdp

v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/TLS pc.example.com;branch=z9hG4bK776asdhds
Content-Type: application/sdp

v=0
o=- 1 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
  },
  *check({ keys, options: { transport } }) {
    const first = keys[0]?.source;
    if (first && transport !== undefined && !/^(?:tls|wss)$/.test(transport))
      yield {
        at: placeOf(first.line, first.section),
        message: `SIP over ${transport.toUpperCase()} shows this key to everyone on the way; use TLS`,
      };
  },
};
