import type { PeerDescription } from '../peer-profile.js';

export const webex = {
  title: 'Cisco Webex clients and Webex Calling',
  interop: { offerAliases: true, answerTag: 'lenient' },
  evidence: [
    { behaviour: 'offers AES_CM_256_HMAC_SHA1_80, the draft name', source: 'corpus of captured offers, WME 3.9' },
    { behaviour: 'puts WSH=1024 on every line', source: 'livekit/media-sdk#70' },
    { behaviour: 'answers with another tag through CUBE', source: 'sipwise/rtpengine#2098' },
  ],
} as const satisfies PeerDescription;
