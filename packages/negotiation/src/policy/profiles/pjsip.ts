import type { PeerDescription } from '../peer-profile.js';

export const pjsip = {
  title: 'PJSIP: pjsua, MicroSIP and products built on it',
  interop: { answerTag: 'lenient', rocOnRekey: 'probe' },
  evidence: [
    { behaviour: 'old releases answer with the index of the line in place of its tag', source: 'pjsip/pjproject#2014' },
    {
      behaviour: 'resets the ROC with a new key in some releases and keeps it in others',
      source: 'pjsip/pjproject#2682, #2846, #4522',
    },
    {
      behaviour: 'offers a=crypto under RTP/AVP when SRTP is optional, and refuses that when it is mandatory',
      source: 'pjsip/pjproject#1069, #1237',
    },
  ],
} as const satisfies PeerDescription;
