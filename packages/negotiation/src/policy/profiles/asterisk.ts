import type { PeerDescription } from '../peer-profile.js';

export const asterisk = {
  title: 'Asterisk (res_pjsip, chan_sip)',
  interop: { firstTag: 1, answerLifetime: false, answerMki: false },
  evidence: [
    {
      behaviour: 'takes any MKI that begins with 1 and then does not read it from packets, so media with an MKI is lost',
      source: 'asterisk/asterisk#825',
    },
    {
      behaviour: 'refuses a lifetime below 2^20 and any session parameter, and cuts a line at single spaces',
      source: 'openwrt/packages#811, livekit/media-sdk#70',
    },
    { behaviour: 'refused tag 0 in old releases', source: 'pjsip/pjproject#862' },
  ],
} as const satisfies PeerDescription;
