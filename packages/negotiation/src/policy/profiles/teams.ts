import type { PeerDescription } from '../peer-profile.js';

export const teams = {
  title: 'Microsoft Teams (Direct Routing, media relay)',
  interop: { rocOnRekey: 'reset' },
  evidence: [
    { behaviour: 'resets the ROC to 0 with a new key', source: 'sipwise/rtpengine#1443' },
    { behaviour: 'answers DTLS-SRTP under RTP/SAVP', source: 'corpus of captured answers, Teams media relay SDP-NGC 1.0' },
  ],
} as const satisfies PeerDescription;
