import type { PeerDescription } from '../peer-profile.js';

export const twilio = {
  title: 'Twilio Elastic SIP Trunking',
  interop: { answerProfile: 'same' },
  evidence: [{ behaviour: 'sends BYE when RTP/SAVP is answered with RTP/AVP', source: 'restsend/rustpbx#226' }],
} as const satisfies PeerDescription;
