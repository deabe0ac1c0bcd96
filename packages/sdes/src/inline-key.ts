import { Secret } from '@sdpsec/srtp-core/parameters';
import type { InlineKey, Lifetime, Mki, Span } from './attribute.js';
import { decodeBase64 } from './base64.js';
import { cut, type Field, slice, type Tolerated } from './field.js';
import { readLifetime } from './lifetime.js';
import { readMki } from './mki.js';
import { type CryptoProblem, isProblem, problem } from './problem.js';
import type { Suite } from './suite-names.js';

/** Reads `inline:...;inline:...` (RFC 4568 §6.1, §9.2), which a peer may have spread over several fields. */
export function readKeys(
  fields: readonly Field[],
  suite: Suite,
  tolerated: Tolerated,
): readonly [InlineKey, ...InlineKey[]] | CryptoProblem {
  const keys: InlineKey[] = [];
  for (const field of fields)
    for (const part of cut(field, ';')) {
      if (part.text === '' && keys.length > 0) {
        tolerated.note('empty-key', { offset: part.offset - 1, length: 1 });
        continue;
      }
      const key = readInline(part, suite, tolerated);
      if (isProblem(key)) return key;
      keys.push(key);
    }
  return checkMkis(fields, keys) ?? (keys as [InlineKey, ...InlineKey[]]);
}

function readInline(field: Field, suite: Suite, tolerated: Tolerated): InlineKey | CryptoProblem {
  const colon = field.text.indexOf(':');
  if (colon < 0) return problem('missing-key', field, 'RFC 4568 §9.1', 'expected "inline:" and a key, found no ":"');
  const method = slice(field, 0, colon);
  if (method.text.toLowerCase() !== 'inline')
    return problem('unknown-key-method', method, 'RFC 4568 §6.1', 'expected the key method "inline"');
  if (method.text !== 'inline') tolerated.note('method-case', method);
  const parts = cut(slice(field, colon + 1), '|');
  const secrets = readKeyAndSalt(parts[0] as Field, suite, tolerated);
  if (isProblem(secrets) || parts.length === 1) return secrets;
  const limit = readLimits(parts.slice(1), tolerated);
  return isProblem(limit) ? limit : Object.freeze({ ...secrets, ...limit });
}

function readKeyAndSalt(field: Field, suite: Suite, tolerated: Tolerated): InlineKey | CryptoProblem {
  if (field.text === '')
    return problem('missing-key', field, 'RFC 4568 §6.1', 'expected a base64 key after "inline:", found nothing');
  const octets = decodeBase64(field, tolerated);
  if (isProblem(octets)) return octets;
  const { keyOctets, saltOctets } = suite;
  const expected = keyOctets + saltOctets;
  const found = octets.length;
  const secrets =
    found === expected
      ? Object.freeze({ key: Secret.from(octets, 0, keyOctets), salt: Secret.from(octets, keyOctets) })
      : undefined;
  octets.fill(0);
  if (secrets) return secrets;
  const message = `${suite.name} takes a key of ${keyOctets} and a salt of ${saltOctets} octets: expected ${expected} octets, found ${found}`;
  return problem('key-length', field, 'RFC 4568 §6.1', message, { expected, found });
}

/** A ":" tells the MKI from the lifetime (RFC 4568 §6.1: "the lifetime field never includes a colon, whereas the third field always does"). */
function readLimits(parts: readonly Field[], tolerated: Tolerated): { lifetime?: Lifetime; mki?: Mki } | CryptoProblem {
  const limits: { lifetime?: Lifetime; mki?: Mki } = {};
  for (const [index, part] of parts.entries()) {
    if (limits.mki || index > 1)
      return problem('bad-mki', part, 'RFC 4568 §9.2', 'expected the end of the key after lifetime and MKI');
    if (part.text.includes(':')) {
      const mki = readMki(part, tolerated);
      if (isProblem(mki)) return mki;
      limits.mki = mki;
    } else if (part.text === '') {
      tolerated.note('empty-field', { offset: part.offset - 1, length: 1 });
    } else if (index === 0) {
      const lifetime = readLifetime(part, tolerated);
      if (isProblem(lifetime)) return lifetime;
      limits.lifetime = lifetime;
    } else {
      return problem('bad-mki', part, 'RFC 4568 §6.1', 'expected an MKI and its length as "value:length"');
    }
  }
  return limits;
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
