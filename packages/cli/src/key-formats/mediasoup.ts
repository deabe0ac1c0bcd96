import { fromMediasoup, toMediasoup } from '@sdpsec/negotiation/adapters/mediasoup';
import { type KeyFormat, objectText, readObject } from './key-format.js';

/** `srtpParameters` of a mediasoup PlainTransport, as JSON. */
export const mediasoup: KeyFormat = {
  title: 'srtpParameters of mediasoup, JSON',
  write: parameters => objectText(toMediasoup(parameters)),
  read(text) {
    const value = readObject(text);
    if (value?.cryptoSuite === undefined) return undefined;
    return fromMediasoup({ cryptoSuite: String(value.cryptoSuite), keyBase64: String(value.keyBase64) });
  },
};
