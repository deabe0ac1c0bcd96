import type { PeerDescription } from '../peer-profile.js';

export const msExchangeUm = {
  title: 'Microsoft Exchange Unified Messaging',
  interop: { offerOnly: ['AES_CM_128_HMAC_SHA1_80'], answerMki: false },
  evidence: [
    {
      behaviour: 'answers 488 when there is no SRTP, when rtcp-mux is offered, or when any ICE attribute is there',
      source: 'vendor article on Exchange UM and session border controllers',
    },
  ],
  advice: 'Leave a=rtcp-mux and all ICE attributes out of the local description.',
} as const satisfies PeerDescription;
