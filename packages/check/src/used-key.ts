import type { InlineKey } from '@sdpsec/sdes';
import type { ReadableLine } from './crypto-lines.js';
import type { Place } from './rule.js';
import { placeIn } from './sdp-view.js';

/** A key of a crypto line. The octets are bare: they stay inside of rules. */
export class UsedKey {
  readonly inline: InlineKey;
  /** Key and salt, as they stand behind `inline:`. */
  readonly octets: Uint8Array;
  /** The first 128 bits of the master key, as a string to look up. */
  readonly prefix: string;
  readonly #fields: InlineFields;
  readonly #index: number;

  constructor(inline: InlineKey, fields: InlineFields, index: number) {
    this.inline = inline;
    this.octets = new Uint8Array(inline.key.length + inline.salt.length);
    this.octets.set(inline.key.reveal());
    this.octets.set(inline.salt.reveal(), inline.key.length);
    this.prefix = keyPrefix(this.octets);
    this.#fields = fields;
    this.#index = index;
  }

  /** Where the base64 stands. */
  get place(): Place {
    const { offset, base64 } = this.#fields.at(this.#index);
    return placeIn(this.#fields.source, { offset, length: base64.length });
  }

  /** Where a field behind the key stands: a lifetime or an MKI, without its bar. */
  placeOfLimit(text: string): Place {
    const { offset, base64, limits } = this.#fields.at(this.#index);
    return placeIn(this.#fields.source, { offset: offset + base64.length + limits.indexOf(`|${text}`) + 1, length: text.length });
  }

  get source(): ReadableLine {
    return this.#fields.source;
  }
}

/** The `inline:` fields of a line: found in one pass, however many there are, and only when a place is asked for. */
class InlineFields {
  readonly source: ReadableLine;
  #found: readonly RegExpMatchArray[] | undefined;

  constructor(source: ReadableLine) {
    this.source = source;
  }

  at(index: number): { offset: number; base64: string; limits: string } {
    const { text } = this.source;
    // What stands in the place of the tag is no key, whatever it looks like.
    const behindTag = text.search(/\S(?=\s)/);
    this.#found ??= [...text.matchAll(/inline:([^|;\s]*)((?:\|[^|;\s]*)*)/gi)].filter(one => one.index > behindTag);
    const found = this.#found[index] as RegExpMatchArray & { index: number };
    return { offset: found.index + 'inline:'.length, base64: found[1] as string, limits: found[2] as string };
  }
}

/** The keys of lines. */
export function keysOf(lines: readonly ReadableLine[]): UsedKey[] {
  const found: UsedKey[] = [];
  for (const source of lines) {
    const fields = new InlineFields(source);
    for (const [index, inline] of source.parts.keys.entries()) if (inline) found.push(new UsedKey(inline, fields, index));
  }
  return found;
}

/** The first 128 bits of a key, one character an octet: by these keys are compared. */
export function keyPrefix(key: Uint8Array): string {
  const units: number[] = [];
  for (let at = 0; at < 16 && at < key.length; at++) units.push(key[at] as number);
  return String.fromCharCode(...units);
}
