import type { SdpRule } from '../../rule.js';

export const sdesMkiInconsistent: SdpRule = {
  kind: 'sdp',
  id: 'sdes/mki-inconsistent',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'Several keys in one line without an MKI of their own',
  explanation: `
A line with several keys gives each an MKI, all of one length and all different: nothing else tells in a packet which key it is
protected with.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|1:4;inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|1:4
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob|1:4;inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX|2:4
`,
  },
  *check(sdp) {
    for (const { place, what } of sdp.problems('mki-inconsistent'))
      yield { at: place, message: what.message, reference: what.reference };
  },
};
