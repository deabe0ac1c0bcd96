import type { CryptoLine } from './crypto-lines.js';
import type { Place } from './rule.js';
import { placeIn } from './sdp-view.js';

/** Where a session parameter stands in a crypto line: its name alone, since its value may be a key. */
export function parameterPlace(source: CryptoLine, name: string): Place {
  const found = source.text.toUpperCase().search(new RegExp(`[ \\t]${name}(?=[=\\s]|$)`));
  return placeIn(source, found === -1 ? { offset: 0, length: source.text.length } : { offset: found + 1, length: name.length });
}
