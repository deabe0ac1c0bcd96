import type { CryptoLine } from '@sdpsec/negotiation/reading';
import type { InlineKey, SessionParameter } from '@sdpsec/sdes';
import { suiteWords } from './suite-words.js';

/** What an `a=crypto` line offers. Why nobody may use it, a finding says. */
export function cryptoWords({ value, refusal }: CryptoLine): string {
  if (refusal || value.kind === 'problem') return 'not usable';
  const [first, ...others] = value.keys;
  const keys = others.length > 0 ? [`${value.keys.length} keys, told apart by their MKI`] : keyLimits(first);
  return [`key for ${suiteWords(value.suite)}`, ...keys, ...value.sessionParameters.map(parameterWords)].join('; ');
}

/** What holds for a key besides its octets. */
export function keyLimits({ lifetime, mki }: InlineKey): string[] {
  return [
    ...(lifetime ? [`for ${lifetime.text} packets at most`] : []),
    ...(mki ? [`MKI ${mki.value} in ${mki.length} octet${mki.length === 1 ? '' : 's'}`] : []),
  ];
}

function parameterWords(parameter: SessionParameter): string {
  switch (parameter.kind) {
    case 'kdr':
      return `session keys derived anew every 2^${parameter.exponent} packets`;
    case 'unencrypted-srtp':
      return 'RTP is NOT encrypted';
    case 'unencrypted-srtcp':
      return 'RTCP is NOT encrypted';
    case 'unauthenticated-srtp':
      return 'RTP is NOT authenticated';
    case 'fec-order':
      return `forward error correction ${parameter.order === 'fec-srtp' ? 'before' : 'after'} SRTP`;
    case 'fec-key':
      return 'a key of its own for the FEC stream';
    case 'wsh':
      return `replay window of ${parameter.packets} packets proposed`;
    case 'optional':
      return `-${parameter.name}, which may be ignored`;
  }
}
