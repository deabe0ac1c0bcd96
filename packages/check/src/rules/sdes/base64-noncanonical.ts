import { replace } from '../../fix.js';
import type { SdpRule } from '../../rule.js';

export const sdesBase64Noncanonical: SdpRule = {
  kind: 'sdp',
  id: 'sdes/base64-noncanonical',
  severity: 'warning',
  reference: 'RFC 4648 §3.5',
  summary: 'Base64 whose last character carries bits of no octet',
  explanation: `
The last character before the padding holds bits that no octet takes up. Most decoders drop them; some refuse the key.
FreeSWITCH 1.6.15 wrote such keys for AES-256.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_128_GCM inline:LkIor5BlEzNrRejsykgrqpLf6J3D6/fNIDFMdR==
`,
    right: `m=audio 49170 RTP/SAVP 0
a=crypto:1 AEAD_AES_128_GCM inline:LkIor5BlEzNrRejsykgrqpLf6J3D6/fNIDFMdQ==
`,
  },
  *check(sdp) {
    for (const { place, source } of sdp.deviations('base64-noncanonical')) {
      const before = sdp.document.text.slice(source.line.offset, place.offset + 1);
      const characters = before.length - Math.max(before.lastIndexOf(':'), before.lastIndexOf('=')) - 1;
      const character = canonical(before.charAt(before.length - 1), characters % 4 === 2 ? 4 : 2);
      yield {
        at: place,
        message: 'the last character of the base64 holds bits that belong to no octet',
        fix: replace('clear the spare bits', place, character),
      };
    }
  },
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The character with its lowest `spare` bits cleared. */
function canonical(character: string, spare: number): string {
  return alphabet.charAt((alphabet.indexOf(character) >> spare) << spare);
}
