import type { PeerDescription } from '../peer-profile.js';

export const kamailio = {
  title: 'Kamailio with the rtpengine module',
  // It writes no key of its own and reads none: what stands behind it is met by its own profile, rtpengine or the peer.
  interop: {},
  evidence: [
    {
      behaviour: 'does signalling alone and passes a=crypto on as it came; keys and media are those of rtpengine, or of the peer',
      source: 'observed, Kamailio 5.6.3 and rtpengine 10.5.3.5',
    },
  ],
} as const satisfies PeerDescription;
