import type { PeerDescription } from '../peer-profile.js';

export const baresip = {
  title: 'baresip (libre)',
  interop: {
    srtcpTagOctets: 4,
    answerMki: false,
    offerOnly: ['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'],
  },
  evidence: [
    { behaviour: 'sends and expects SRTCP tags of 4 octets with the _32 suites', source: 'observed, 1.0.0' },
    { behaviour: 'accepts an MKI and then fails every packet that has one', source: 'observed, 1.0.0' },
    {
      behaviour: 'answers with a suite that was not offered when it knows none of the offered ones; refused here',
      source: 'observed, 1.0.0',
    },
    {
      behaviour: 'takes the first offered suite that it knows; an unpadded key fails',
      source: 'observed, 1.0.0; sipwise/rtpengine#1505',
    },
  ],
} as const satisfies PeerDescription;
