import { keyPrefix } from './used-key.js';

/** Master keys that are printed in documents, by their first 128 bits in hexadecimal, with the document. */
const published: ReadonlyMap<string, string> = new Map(
  [
    ['PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR', 'RFC 4568 §4.1'],
    ['d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj', 'RFC 4568 §5.3'],
    ['NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj', 'RFC 4568 §5.3'],
    ['YUJDZGVmZ2hpSktMbW9QUXJzVHVWd3l6MTIzNDU2', 'RFC 4568 §6.1'],
    ['WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz', 'RFC 4568 §7.1.5'],
    ['MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm', 'RFC 4568 §7.1.5'],
    ['QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5', 'RFC 4568 §7.1.5'],
    ['WSJ+PSdFcGdUJShpX1ZjNzB4d1BINUAvLEw6UzF3', 'RFC 5939 §3.5.2'],
    ['AwWpVLFJhQX1cfHJSojd0RmdmcmVCspeEc3QGZiN', 'RFC 5939 §4.3'],
    ['EcGZiNWpFJhQXdspcl1ekcmVCNWpVLcfHAwJSoj', 'RFC 8859 §4.5'],
    ['4fl6DT4Bi+DWT6MsBt5BOQ', 'RFC 3711 §B.3'],
    ['K34VFiiu0qar9xWICc9PPA', 'RFC 3711 §B.2'],
    ['AAECAwQFBgcICQoLDA0ODw', 'RFC 7714 §16'],
  ].map(([base64, source]) => [keyPrefix(decode(base64 as string)), source as string]),
);

/** The document in which a key is printed, told by its {@link keyPrefix}. */
export function publishedSource(prefix: string): string | undefined {
  return published.get(prefix);
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}
