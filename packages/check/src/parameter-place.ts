import type { CryptoLine } from './crypto-lines.js';
import type { Place } from './rule.js';
import { placeIn } from './sdp-view.js';

/** Where a session parameter stands in a crypto line: its name alone, since its value may be a key. */
export function parameterPlace(source: CryptoLine, name: string): Place {
  const blank = source.text.search(new RegExp(`[ \\t]${name}(?=[=\\s]|$)`, 'i'));
  return placeIn(source, { offset: blank + 1, length: name.length });
}
