import type { PeerDescription } from '../peer-profile.js';

export const polycom = {
  title: 'Polycom VVX and SoundPoint',
  interop: { answerMki: false },
  evidence: [
    {
      behaviour: 'writes MKIs of the length that mki.length says, 4 by default',
      source: 'captured offers; configuration reference',
    },
    { behaviour: 'can make new keys on hold and resume (holdWithNewKey, resumeWithNewKey)', source: 'configuration reference' },
  ],
} as const satisfies PeerDescription;
