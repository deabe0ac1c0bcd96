import type { SdpRule } from '../../rule.js';

export const sdesKeyReuse: SdpRule = {
  kind: 'sdp',
  id: 'sdes/key-reuse',
  severity: 'error',
  reference: 'RFC 4568 §6.1',
  summary: 'The same master key in two crypto lines',
  explanation: `
Keys must be unique in the whole SDP. Two streams under one key and with one SSRC encrypt with the same keystream, and both can be
read. Between m= sections that is an error; between alternatives of one section, of which one will be chosen, a warning: a weak
alternative gives the key of the strong one away; inside one BUNDLE group, which is one RTP session, it is only worth knowing. Keys are compared by
their first 128 bits: a longer key that begins with a shorter one reuses it too.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVP 96
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
m=video 49172 RTP/SAVP 96
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX
`,
  },
  *check(sdp) {
    const seen = new Map<string, { section: number | undefined; line: number }>();
    for (const used of sdp.keys) {
      const before = seen.get(used.prefix);
      const here = { section: used.source.section, line: used.source.line.number };
      if (!before) seen.set(used.prefix, here);
      else yield { at: used.place, ...judge(before, here, sdp.inOneBundle(before.section, here.section)) };
    }
  },
};

type Use = { readonly section: number | undefined; readonly line: number };

function judge(before: Use, here: Use, bundled: boolean): { message: string; severity: 'error' | 'warning' | 'info' } {
  const where = before.line === here.line ? 'an earlier key of this line' : `line ${before.line} of the SDP`;
  if (before.section === here.section)
    return { severity: 'warning', message: `the same master key as ${where}, an alternative of this m= section` };
  if (bundled) return { severity: 'info', message: `the same master key as ${where}, in the same BUNDLE group` };
  return { severity: 'error', message: `the same master key as ${where}, in another m= section` };
}
