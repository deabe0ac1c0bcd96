import { decodeMessage, encodeMessage, MikeyError, payloadSpans } from '@sdpsec/mikey';
import { unbase64, vectors } from '../../mikey/material.js';
import { demand, type FuzzTarget, refusing } from '../target.js';

/** Whatever decodes encodes to the same octets again (RFC 3830 §6). */
export const target: FuzzTarget = {
  seeds: () => vectors.flatMap(({ i_message, r_message }) => [unbase64(i_message), unbase64(r_message)]),
  run(input) {
    const message = refusing(MikeyError, () => decodeMessage(input));
    if (!message) return;
    demand(Buffer.compare(encodeMessage(message), input) === 0, 'what decodes encodes to the same octets');
    for (const { offset, length } of payloadSpans(message))
      demand(offset + length <= input.length, 'a payload lies within the message');
  },
};
