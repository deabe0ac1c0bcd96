import type { PeerDescription } from '../peer-profile.js';

export const telnyx = {
  title: 'Telnyx',
  interop: { answerMki: false },
  evidence: [
    { behaviour: 'offers AEAD_AES_256_GCM_8 beside registered suites', source: 'signalwire/freeswitch#691' },
    {
      behaviour: 'reads an MKI and rejects the call where it does not fit the packets',
      source: 'test suite of a Telnyx client, asterisk/asterisk#825',
    },
  ],
} as const satisfies PeerDescription;
