import type { SdpRule } from '../../rule.js';

export const sdesAeadParams: SdpRule = {
  kind: 'sdp',
  id: 'sdes/aead-params',
  severity: 'error',
  reference: 'RFC 7714 §9',
  summary: 'UNENCRYPTED_SRTP or UNAUTHENTICATED_SRTP with an AEAD suite',
  explanation: `
An AEAD suite encrypts and authenticates in one step and can leave out neither for SRTP. The line is invalid.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_256_GCM inline:2uO5UhqwMVR6Hy+u5OE9TrBMaH/lNIsHkStHDPbxvKSNu0PEUv3mDMpG3MM= UNAUTHENTICATED_SRTP
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_256_GCM inline:2uO5UhqwMVR6Hy+u5OE9TrBMaH/lNIsHkStHDPbxvKSNu0PEUv3mDMpG3MM=
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('parameter-not-for-suite'))
      yield { at: place, message: what.message, reference: what.reference };
  },
};
