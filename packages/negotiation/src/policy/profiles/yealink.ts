import type { PeerDescription } from '../peer-profile.js';

export const yealink = {
  title: 'Yealink SIP-T series',
  interop: { offerAliases: true, answerLifetime: false },
  evidence: [
    { behaviour: 'lost AES-256 calls when the suite was renamed from AES_CM_256 to AES_256_CM', source: 'sipwise/rtpengine#703' },
    { behaviour: 'offers a=crypto under RTP/AVP when SRTP is optional', source: 'Yealink SIP-T48G manual, p. 442' },
  ],
} as const satisfies PeerDescription;
