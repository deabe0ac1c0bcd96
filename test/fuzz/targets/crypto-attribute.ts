import { formatCrypto, parseCrypto } from '@sdpsec/sdes';
import { demand, type FuzzTarget, text, utf8 } from '../target.js';

/** The key is that of RFC 4568 §6.1's length, of no use to anybody. */
const material = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';

/** The value of an `a=crypto` line (RFC 4568 §9). What was read is written in a form that reads the same. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      `1 AES_CM_128_HMAC_SHA1_80 inline:${material}|2^20|1:4`,
      `2 AES_CM_128_HMAC_SHA1_32 inline:${material}|1048576;inline:${material}|2^31|2:4 KDR=3 UNENCRYPTED_SRTCP FEC_ORDER=SRTP_FEC`,
      `3 F8_128_HMAC_SHA1_80 inline:${material} WSH=128 -X=1 FEC_KEY=inline:${material}|2^10`,
      `10 AEAD_AES_128_GCM inline:${material}==`,
    ].map(utf8),
  words: [
    ...[
      'inline:',
      '|2^48',
      '|1:1',
      '|1:128',
      ';inline:',
      ' KDR=24',
      ' UNENCRYPTED_SRTP',
      ' UNAUTHENTICATED_SRTP',
      ' FEC_ORDER=FEC_SRTP',
    ],
    ...[
      ' FEC_KEY=',
      ' WSH=64',
      ' -',
      '==',
      'AES_256_CM_HMAC_SHA1_80',
      'AEAD_AES_256_GCM',
      '\t',
      '"',
      '340282366920938463463374607431768211455',
    ],
  ],
  run(input) {
    const read = parseCrypto(text(input));
    if (read.kind !== 'crypto') return;
    const again = parseCrypto(formatCrypto(read));
    demand(again.kind === 'crypto', 'what formatCrypto writes can be read');
    demand(
      again.tag === read.tag && again.suite === read.suite && again.keys.length === read.keys.length,
      'what formatCrypto writes means the same',
    );
    for (const [index, { key, salt }] of read.keys.entries()) {
      const other = again.keys[index];
      demand(Boolean(other?.key.equals(key) && other.salt.equals(salt)), 'what formatCrypto writes has the same keys');
    }
  },
};
