import { type SuiteName, suites, type Transform } from '@sdpsec/srtp-core/suites';

const modes: Readonly<Record<Transform, string>> = {
  'ctr-hmac': 'in counter mode with HMAC-SHA1',
  'f8-hmac': 'in f8 mode with HMAC-SHA1',
  gcm: 'in Galois/counter mode',
  ccm: 'in counter mode with CBC-MAC',
  'double-gcm': 'in Galois/counter mode, twice',
};

/** What a suite does, in words: `AES-128 in counter mode with HMAC-SHA1, tags of 80 bits`. */
export function suiteWords(name: SuiteName): string {
  const { cipher, keyOctets, transform, tagOctets } = suites[name];
  const keys = transform === 'double-gcm' ? keyOctets * 4 : keyOctets * 8;
  const what = cipher === 'null' ? 'no encryption, HMAC-SHA1' : `${cipher.toUpperCase()}-${keys} ${modes[transform]}`;
  const tags =
    tagOctets.srtp === tagOctets.srtcp
      ? `tags of ${tagOctets.srtp * 8} bits`
      : `tags of ${tagOctets.srtp * 8} bits, of RTCP ${tagOctets.srtcp * 8}`;
  return `${what}, ${tags}`;
}
