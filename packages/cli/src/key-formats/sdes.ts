import { isUsable, NegotiationError, readSecurity, SdpDocument } from '@sdpsec/negotiation';
import { cryptoToParameters, formatCrypto, parametersToCrypto } from '@sdpsec/sdes';
import type { KeyFormat } from './key-format.js';

/** An `a=crypto` line (RFC 4568). */
export const sdes: KeyFormat = {
  title: 'a=crypto line of an SDP',
  write: parameters => `a=crypto:${formatCrypto(parametersToCrypto(parameters, 1))}\n`,
  read(text) {
    const values = [...text.matchAll(/^[ \t]*(?:a=)?crypto:(.*)$/gm)].map(([, value]) => value as string);
    const [value, ...others] = values;
    if (value === undefined) return undefined;
    if (others.length > 0) throw new NegotiationError('bad-foreign-value', `expected one a=crypto line, found ${values.length}`);
    const [section] = readSecurity(SdpDocument.parse(`m=audio 9 RTP/SAVP 0\na=crypto:${value}\n`)).sections;
    const line = section?.crypto[0];
    if (!line || !isUsable(line))
      throw new NegotiationError('bad-foreign-value', `a=crypto: ${line?.refusal?.message ?? 'empty'}`);
    return cryptoToParameters(line.value);
  },
};
