import type { PeerDescription } from '../peer-profile.js';

export const lync = {
  title: 'Microsoft Lync and Skype for Business',
  interop: { offerOnly: ['AES_CM_128_HMAC_SHA1_80'] },
  evidence: [
    {
      behaviour: 'offers AES_CM_128_HMAC_SHA1_80 alone, with and without an MKI of one octet',
      source: 'corpus of captured offers, Lync 2013',
    },
    { behaviour: 'has a=cryptoscale lines that share the tags of a=crypto', source: 'MS-SDPEXT' },
    { behaviour: 'wants exactly one space between fields', source: 'MS-SDPEXT' },
  ],
} as const satisfies PeerDescription;
