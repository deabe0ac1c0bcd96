import type { PeerDescription } from '../peer-profile.js';

export const ciscoCube = {
  title: 'Cisco Unified Border Element',
  interop: { answerTag: 'lenient' },
  evidence: [
    {
      behaviour: 'answers with another tag than that of the chosen line, in front of Webex and BroadWorks',
      source: 'sipwise/rtpengine#2098',
    },
    {
      behaviour: 'sends a re-INVITE without SDP and keeps its key when the ACK has the answer',
      source: 'signalwire/freeswitch#2246',
    },
  ],
} as const satisfies PeerDescription;
