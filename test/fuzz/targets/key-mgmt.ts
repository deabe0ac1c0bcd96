import { formatKeyMgmt, parseKeyMgmt } from '@sdpsec/mikey';
import { demand, type FuzzTarget, text, utf8 } from '../target.js';

/** The value of an `a=key-mgmt` line (RFC 4567 §3). */
export const target: FuzzTarget = {
  seeds: () => ['mikey AQAFgM0B', 'mikey AQAFgM0BAAAAAAAAAAAAAAAA==', ' mikey  AQAFgM0B \t'].map(utf8),
  words: ['mikey', 'prot', ' ', '\t', '=', '==', '\r\n', '+/', '-_'],
  run(input) {
    const read = parseKeyMgmt(text(input));
    if (read.kind !== 'key-mgmt' || read.data.length === 0) return;
    const again = parseKeyMgmt(formatKeyMgmt(read.data, read.protocol));
    demand(again.kind === 'key-mgmt' && Buffer.compare(again.data, read.data) === 0, 'what formatKeyMgmt writes reads the same');
  },
};
