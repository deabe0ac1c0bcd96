import type { PeerDescription } from '../peer-profile.js';

export const grandstream = {
  title: 'Grandstream GXP, GXV and HT',
  interop: { answerLifetime: false, answerMki: false },
  evidence: [
    { behaviour: 'writes keys for GCM without padding', source: 'corpus of captured offers, video phone with GS-FEC' },
    {
      behaviour: 'offers every medium twice, RTP/SAVP and RTP/AVP on one port, with one key for audio and video',
      source: 'corpus of captured offers, video phone with GS-FEC',
    },
    { behaviour: 'had calls refused for its lifetime field', source: 'sipwise/rtpengine#57' },
  ],
} as const satisfies PeerDescription;
