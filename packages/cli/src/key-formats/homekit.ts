import { fromHap, toHap } from '@sdpsec/negotiation/adapters/homekit';
import { type KeyFormat, objectText, readObject } from './key-format.js';

/** A stream of HAP-NodeJS's PrepareStreamRequest, as JSON with base64 for its buffers. */
export const homekit: KeyFormat = {
  title: 'stream of HAP-NodeJS (HomeKit), JSON with base64',
  write(parameters) {
    const { srtpCryptoSuite, srtp_key: key, srtp_salt: salt } = toHap(parameters);
    const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
    return objectText({ srtpCryptoSuite, srtp_key: base64(key), srtp_salt: base64(salt) });
  },
  read(text) {
    const value = readObject(text);
    if (value?.srtpCryptoSuite === undefined) return undefined;
    return fromHap({
      srtpCryptoSuite: Number(value.srtpCryptoSuite),
      srtp_key: octetsOf(value.srtp_key),
      srtp_salt: octetsOf(value.srtp_salt),
    });
  },
};

/** Base64, or what `JSON.stringify` makes of a Buffer. */
function octetsOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'));
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
  return Array.isArray(data) ? Uint8Array.from(data.map(Number)) : new Uint8Array(0);
}
