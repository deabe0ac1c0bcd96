import type { SdpRule } from '../../rule.js';

export const sdesSuiteGcm8: SdpRule = {
  kind: 'sdp',
  id: 'sdes/suite-gcm8',
  severity: 'warning',
  reference: 'RFC 7714 §14.1',
  summary: 'AEAD_AES_*_GCM_8, from a dropped draft',
  explanation: `
AEAD_AES_128_GCM_8 and AEAD_AES_256_GCM_8 have a tag of 8 octets and were dropped before RFC 7714. They are not other names of
AEAD_AES_*_GCM, whose tag has 16 octets: a peer that takes one for the other authenticates nothing. FreeSWITCH and Telnyx offer them; a
Cisco phone answers with the 16-octet suite. Offer the registered suites too.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_256_GCM_8 inline:2uO5UhqwMVR6Hy+u5OE9TrBMaH/lNIsHkStHDPbxvKSNu0PEUv3mDMpG3MM=
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_256_GCM inline:2uO5UhqwMVR6Hy+u5OE9TrBMaH/lNIsHkStHDPbxvKSNu0PEUv3mDMpG3MM=
`,
  },
  *check(sdp) {
    for (const { place } of sdp.deviations('suite-unregistered')) {
      const name = sdp.textAt(place).toUpperCase();
      if (name.endsWith('_GCM_8'))
        yield { at: place, message: `${name} was never registered; its 8-octet tag does not fit the 16-octet suite` };
    }
  },
};
