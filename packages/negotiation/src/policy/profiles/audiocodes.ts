import type { PeerDescription } from '../peer-profile.js';

export const audiocodes = {
  title: 'AudioCodes Mediant and MediaPack',
  interop: { answerProfile: 'avp-to-savp', answerMki: false },
  evidence: [
    {
      behaviour: 'answers an offer of RTP/AVP with a=crypto with RTP/SAVP (Preferable - Single Media)',
      source: 'AudioCodes Mediant 1000 manual, p. 396',
    },
    {
      behaviour: 'takes the MKI of its answer from its configuration, not from the offer (EnableSymmetricMKI is off)',
      source: 'AudioCodes MP-11x manual, p. 490',
    },
  ],
} as const satisfies PeerDescription;
