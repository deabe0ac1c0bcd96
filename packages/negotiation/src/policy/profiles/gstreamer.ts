import type { PeerDescription } from '../peer-profile.js';

export const gstreamer = {
  title: 'GStreamer (rtspsrc, rtsp-server, webrtcbin)',
  interop: { answerMki: false },
  evidence: [
    {
      behaviour: 'knows a=key-mgmt (MIKEY) and DTLS-SRTP; sdpdemux ignores a=crypto and plays the ciphertext as plain RTP',
      source: 'observed, 1.22',
    },
    { behaviour: 'stores key and salt as one TEK in MIKEY', source: 'observed, 1.22; onvif/specs pull request 420' },
  ],
  advice: 'Key it by MIKEY; a=crypto never reaches its decryption.',
} as const satisfies PeerDescription;
