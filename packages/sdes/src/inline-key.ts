import { Secret } from '@sdpsec/srtp-core/parameters';
import type { InlineKey, Lifetime, Mki, Span } from './attribute.js';
import { decodeBase64 } from './base64.js';
import { cut, type Field, type Notes, slice } from './field.js';
import { readLifetime } from './lifetime.js';
import { readMki } from './mki.js';
import { type CryptoProblem, problem } from './problem.js';
import type { Suite } from './suite-names.js';

/** Keys of one line, with `undefined` in place of those that cannot be read. */
export type ReadKeys = readonly (InlineKey | undefined)[];

/**
 * Reads `inline:...;inline:...` (RFC 4568 §6.1, §9.2), which a peer may have spread over several fields.
 *
 * @param suite - absent where the line names none that is known: then no key can be told from its salt, but all else is judged.
 */
export function readKeys(fields: readonly Field[], suite: Suite | undefined, notes: Notes): ReadKeys {
  const keys: (InlineKey | undefined)[] = [];
  const before = notes.faults.length;
  for (const field of fields)
    for (const part of cut(field, ';')) {
      if (part.text === '' && keys.length > 0) {
        notes.note('empty-key', { offset: part.offset - 1, length: 1 });
        continue;
      }
      const info = readMethod(part, notes);
      keys.push(info && readInline(info, suite, notes));
      // What a foreign method has behind its name, nobody could say.
      if (!info) return keys;
    }
  if (isWhole(keys) && notes.faults.length === before) notes.fault(checkMkis(fields, keys));
  return keys;
}

/** Whether every key could be read. */
export function isWhole(keys: ReadKeys): keys is readonly [InlineKey, ...InlineKey[]] {
  return keys.every(key => key !== undefined);
}

/** What stands behind `inline:`. */
function readMethod(field: Field, notes: Notes): Field | undefined {
  const colon = field.text.indexOf(':');
  if (colon < 0) return notes.fault(problem('missing-key', field, 'RFC 4568 §9.1', 'expected "inline:" and a key, found no ":"'));
  if (field.text.startsWith('inline:')) return slice(field, colon + 1);
  const method = slice(field, 0, colon);
  if (method.text.toLowerCase() !== 'inline')
    return notes.fault(problem('unknown-key-method', method, 'RFC 4568 §6.1', 'expected the key method "inline"'));
  notes.note('method-case', method);
  return slice(field, colon + 1);
}

function readInline(info: Field, suite: Suite | undefined, notes: Notes): InlineKey | undefined {
  const parts = cut(info, '|');
  const secrets = readKeyAndSalt(parts[0] as Field, suite, notes);
  if (parts.length === 1) return secrets;
  const read = readLimits(parts.slice(1), notes);
  return secrets && Object.freeze({ ...secrets, ...read });
}

function readKeyAndSalt(field: Field, suite: Suite | undefined, notes: Notes): InlineKey | undefined {
  if (field.text === '')
    return notes.fault(problem('missing-key', field, 'RFC 4568 §6.1', 'expected a base64 key after "inline:", found nothing'));
  const octets = decodeBase64(field, notes);
  const read = octets && suite && splitKeyAndSalt(octets, field, suite, notes);
  octets?.fill(0);
  return read;
}

function splitKeyAndSalt(octets: Uint8Array, field: Field, suite: Suite, notes: Notes): InlineKey | undefined {
  const { keyOctets, saltOctets } = suite;
  const expected = keyOctets + saltOctets;
  const found = octets.length;
  if (found === expected) return Object.freeze({ key: Secret.from(octets, 0, keyOctets), salt: Secret.from(octets, keyOctets) });
  const message = `${suite.name} takes a key of ${keyOctets} and a salt of ${saltOctets} octets: expected ${expected} octets, found ${found}`;
  return notes.fault(problem('key-length', field, 'RFC 4568 §6.1', message, { expected, found }));
}

/** A ":" tells the MKI from the lifetime (RFC 4568 §6.1: "the lifetime field never includes a colon, whereas the third field always does"). */
function readLimits(parts: readonly Field[], notes: Notes): { lifetime?: Lifetime; mki?: Mki } {
  let lifetime: Lifetime | undefined;
  let mki: Mki | undefined;
  let ended = false;
  for (const [index, part] of parts.entries()) {
    if (ended || index > 1) {
      notes.fault(problem('bad-mki', part, 'RFC 4568 §9.2', 'expected the end of the key after lifetime and MKI'));
      break;
    }
    ended = part.text.includes(':');
    if (ended) mki = readMki(part, notes);
    else if (part.text === '') notes.note('empty-field', { offset: part.offset - 1, length: 1 });
    else if (index === 0) lifetime = readLifetime(part, notes);
    else notes.fault(problem('bad-mki', part, 'RFC 4568 §6.1', 'expected an MKI and its length as "value:length"'));
  }
  return { ...(lifetime && { lifetime }), ...(mki && { mki }) };
}

function around(fields: readonly Field[]): Span {
  const offset = fields[0]?.offset ?? 0;
  const last = fields.at(-1);
  return { offset, length: last ? last.offset + last.length - offset : 0 };
}

/** RFC 4568 §6.1: several keys need an MKI each, of one length. Equal MKIs could not tell the keys apart (§4.3). */
function checkMkis(fields: readonly Field[], keys: readonly InlineKey[]): CryptoProblem | undefined {
  if (keys.length === 1) return undefined;
  const field = around(fields);
  if (!keys.every(key => key.mki))
    return problem('mki-inconsistent', field, 'RFC 4568 §6.1', `${keys.length} keys in one line need an MKI each`);
  if (new Set(keys.map(key => key.mki?.length)).size > 1)
    return problem('mki-inconsistent', field, 'RFC 4568 §6.1', 'the MKIs of one line must have one length');
  if (new Set(keys.map(key => key.mki?.value)).size < keys.length)
    return problem('mki-inconsistent', field, 'RFC 4568 §4.3', 'two keys of one line have the same MKI');
  return undefined;
}
