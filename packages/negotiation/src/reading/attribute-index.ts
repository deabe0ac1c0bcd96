import type { LineRange, SdpDocument, SdpLine } from '../document/index.js';

/** The attributes of a section, or of the session part, by name: one look at each line. */
export type AttributeIndex = ReadonlyMap<string, readonly SdpLine[]>;

/**
 * Indexes the attributes of a section, or of the session part.
 *
 * @example
 * ```ts
 * indexAttributes(document, document.session).get('group'); // the lines a=group of the session part
 * ```
 */
export function indexAttributes(document: SdpDocument, range: LineRange): AttributeIndex {
  const { lines } = document;
  const found = new Map<string, SdpLine[]>();
  for (let index = range.first; index < range.end; index++) {
    const line = lines[index];
    if (line?.attribute === undefined) continue;
    const list = found.get(line.attribute);
    if (list) list.push(line);
    else found.set(line.attribute, [line]);
  }
  return found;
}
