import type { SdpRule } from '../../rule.js';

export const mikeyTekWithSalt: SdpRule = {
  kind: 'sdp',
  id: 'mikey/tek-with-salt',
  severity: 'warning',
  reference: 'RFC 3830 §6.13',
  summary: 'Key and salt stored as one TEK',
  explanation: `
RFC 3830 has a type for key and salt together, TEK+SALT. GStreamer and others put both into one TEK; a peer that goes by the RFC takes the
first octets as key and has no salt: nothing decrypts.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFAEt72J0BAAARIjNEAAAAAAsA7q62+AZiRW8KENBnBMA57sCYY5oT18mJH4cBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAeABEiM0RVZneImaq7zN3u/wABAgMEBQYHCAkKCwwNAA==
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check({ mikey }) {
    for (const { reading, place } of mikey)
      for (const { type, key } of reading.kind === 'message' ? reading.bareKeys : [])
        if (type === 2 && keysWithSalt.includes(key.length))
          yield {
            at: place,
            message: `a TEK of ${key.length} octets: that is key and salt in one, which should be of type TEK+SALT`,
          };
  },
};

/** Octets of key and salt together: AES-128, AES-192, AES-256 with 14 octets of salt, AES-128 and AES-256 with 12. */
const keysWithSalt: readonly number[] = [30, 38, 46, 28, 44];
