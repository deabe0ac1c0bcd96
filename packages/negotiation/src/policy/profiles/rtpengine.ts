import type { PeerDescription } from '../peer-profile.js';

export const rtpengine = {
  title: 'rtpengine (Sipwise), as a media proxy of Kamailio, OpenSIPS and others',
  // Everything that it reads is what is written by default, and everything that it writes is read by default.
  interop: {},
  evidence: [
    {
      behaviour: 'writes base64 keys without padding unless told otherwise, and reads both',
      source: 'sipwise/rtpengine#658, #1197, #1505',
    },
    { behaviour: 'answers RTP/SAVP without any a=crypto when it understood none; refused here', source: 'observed, 10.5.3.5' },
    { behaviour: 'never writes an MKI in its own answers, and reads one', source: 'observed, 10.5.3.5' },
    {
      behaviour:
        'takes every suite, MKI and session parameter that is offered to it by default; NULL ciphers, which end its process, never are',
      source: 'observed, 10.5.3.5',
    },
    { behaviour: 'sends SRTCP tags of 10 octets with the _32 suites', source: 'observed, 10.5.3.5' },
  ],
} as const satisfies PeerDescription;
