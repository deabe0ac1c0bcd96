import { fromJanus, toJanus } from '@sdpsec/negotiation/adapters/janus';
import type { KeyFormat } from './key-format.js';

/** Two settings of a Janus mountpoint. */
export const janus: KeyFormat = {
  title: 'settings of a Janus mountpoint',
  write(parameters) {
    const { srtpsuite, srtpcrypto } = toJanus(parameters);
    return `srtpsuite = ${srtpsuite}\nsrtpcrypto = "${srtpcrypto}"\n`;
  },
  read(text) {
    const suite = /\bsrtp_?suite"?\s*[:=]\s*(\d+)/.exec(text)?.[1];
    const key = /\bsrtp_?crypto"?\s*[:=]\s*"?([A-Za-z0-9+/=]+)/.exec(text)?.[1];
    return suite === undefined ? undefined : fromJanus({ srtpsuite: Number(suite), srtpcrypto: key ?? '' });
  },
};
