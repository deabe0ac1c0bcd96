import type { PeerDescription } from '../peer-profile.js';

export const freeswitch = {
  title: 'FreeSWITCH',
  interop: { offerAliases: true },
  evidence: [
    { behaviour: 'knows AES-256 by the draft name AES_CM_256_HMAC_SHA1_80', source: 'signalwire/freeswitch#1251' },
    { behaviour: 'writes base64 whose last character has spare bits set', source: 'sipwise/rtpengine#328' },
    { behaviour: 'offers AEAD_AES_256_GCM_8, which is another suite than AEAD_AES_256_GCM', source: 'signalwire/freeswitch#691' },
    { behaviour: 'answers 488 to a=crypto under RTP/AVP', source: 'signalwire/freeswitch#1254' },
    {
      behaviour: 'answers a re-INVITE without SDP with plain RTP/AVP, which is refused here as a downgrade',
      source: 'signalwire/freeswitch#3158',
    },
  ],
} as const satisfies PeerDescription;
