import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesPaddingMissing: SdpRule = {
  kind: 'sdp',
  id: 'sdes/padding-missing',
  severity: 'info',
  reference: 'RFC 4568 §6.1',
  summary: 'Base64 of a key without its padding',
  explanation: `
The key ends without the "=" that its length asks for. RFC 4568 says that padding "is discarded", and both ways are on the wire:
rtpengine leaves it out by default. Bria, Zoiper, Linphone, baresip, LiveKit and others then decode one octet too few and drop the call or
play noise. A receiver should take both; a sender is safe with padding.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_128_GCM inline:LkIor5BlEzNrRejsykgrqpLf6J3D6/fNIDFMdQ
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_128_GCM inline:LkIor5BlEzNrRejsykgrqpLf6J3D6/fNIDFMdQ==
`,
  },
  *check(sdp) {
    for (const { place, source } of sdp.deviations('padding-missing')) {
      const before = sdp.document.text.slice(source.line.offset, place.offset);
      const characters = before.length - Math.max(before.lastIndexOf(':'), before.lastIndexOf('=')) - 1;
      const padding = '='.repeat((4 - (characters % 4)) % 4);
      yield {
        at: place,
        message: `base64 of ${characters} characters without its padding "${padding}": some peers decode it short`,
        fix: replace(`add "${padding}"`, place, padding),
      };
    }
  },
};
