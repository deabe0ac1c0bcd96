import type { PeerDescription } from '../peer-profile.js';

export const ffmpeg = {
  title: 'FFmpeg (libavformat, RTP)',
  interop: { srtcpTagOctets: 4, offerOnly: ['AES_CM_128_HMAC_SHA1_80'], answerLifetime: false, answerMki: false },
  evidence: [
    { behaviour: 'uses the last a=crypto line, so one line alone is offered to it', source: 'observed, 5.1.9' },
    {
      behaviour: 'ignores a line with lifetime, MKI or another suite, and plays the ciphertext as plain RTP',
      source: 'observed, 5.1.9',
    },
    { behaviour: 'writes RTP/AVP over a=crypto', source: 'observed, 5.1.9' },
    { behaviour: 'sends SRTCP tags of 4 octets with AES_CM_128_HMAC_SHA1_32', source: 'observed, 5.1.9' },
  ],
} as const satisfies PeerDescription;
