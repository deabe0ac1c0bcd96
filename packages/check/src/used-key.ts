import type { InlineKey } from '@sdpsec/sdes';
import type { Place } from './rule.js';
import { placeIn, type UsableLine } from './sdp-view.js';

/** A key of a usable line. The octets are bare: they stay inside of rules. */
export interface UsedKey {
  readonly source: UsableLine;
  readonly inline: InlineKey;
  /** Key and salt, as they stand behind `inline:`. */
  readonly octets: Uint8Array;
  /** Where the base64 stands. */
  readonly place: Place;
  /** Where a field behind the key stands: a lifetime or an MKI, without its bar. */
  placeOfLimit(text: string): Place;
}

/** The keys of a line, each with its places: one pass over the line, however many it holds. */
export function keysOf(source: UsableLine): UsedKey[] {
  const fields = [...source.text.matchAll(/inline:([^|;\s]*)((?:\|[^|;\s]*)*)/gi)];
  return source.value.keys.map((inline, index) => {
    const [, base64 = '', limits = ''] = fields[index] ?? [];
    const offset = (fields[index]?.index ?? 0) + 'inline:'.length;
    const octets = new Uint8Array(inline.key.length + inline.salt.length);
    octets.set(inline.key.reveal());
    octets.set(inline.salt.reveal(), inline.key.length);
    return {
      source,
      inline,
      octets,
      place: placeIn(source, { offset, length: base64.length }),
      placeOfLimit: text => {
        const at = limits.indexOf(`|${text}`);
        return placeIn(source, { offset: offset + base64.length + at + 1, length: text.length });
      },
    };
  });
}
