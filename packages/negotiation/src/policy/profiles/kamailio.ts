import type { PeerDescription } from '../peer-profile.js';

export const kamailio = {
  title: 'Kamailio with the rtpengine module',
  interop: { padding: true },
  evidence: [
    {
      behaviour: 'does signalling alone; the SDP is that of rtpengine',
      source: 'observed, Kamailio 5.6.3 and rtpengine 10.5.3.5',
    },
  ],
} as const satisfies PeerDescription;
