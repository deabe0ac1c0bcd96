import type { PeerDescription } from '../peer-profile.js';

export const linphone = {
  title: 'Linphone and its command line client',
  interop: {
    srtcpTagOctets: 4,
    answerMki: false,
    ownRocOnRekey: 'reset',
    offerOnly: ['AES_256_CM_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_32', 'AES_CM_128_HMAC_SHA1_32'],
  },
  evidence: [
    { behaviour: 'sends and expects SRTCP tags of 4 octets with the _32 suites', source: 'observed, linphone-cli 5.1.65' },
    { behaviour: 'accepts an MKI and then fails every packet that has one', source: 'observed, linphone-cli 5.1.65' },
    { behaviour: 'answers 488 to offers of GCM, AES-192 and AES_CM_256 alone', source: 'observed, linphone-cli 5.1.65' },
    { behaviour: 'begins at ROC 0 with each new key of its peer', source: 'observed, linphone-cli 5.1.65' },
    { behaviour: 'plays noise when a key has no padding', source: 'BelledonneCommunications/linphone-android#1851' },
  ],
} as const satisfies PeerDescription;
