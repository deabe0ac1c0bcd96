import type { PeerDescription } from '../peer-profile.js';

export const twilio = {
  title: 'Twilio Elastic SIP Trunking',
  // An answer keeps the profile of the offer by default, for every peer (RFC 3264 §6).
  interop: {},
  evidence: [{ behaviour: 'sends BYE when RTP/SAVP is answered with RTP/AVP', source: 'restsend/rustpbx#226' }],
} as const satisfies PeerDescription;
