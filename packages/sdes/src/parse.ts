import type { CryptoAttribute, Deviation } from './attribute.js';
import { type Field, fields, hasLeadingZero, isDigits, Notes, slice } from './field.js';
import { isWhole, readKeys } from './inline-key.js';
import { type CryptoProblem, type CryptoProblemCode, problem, type ReadableParts } from './problem.js';
import { readSessionParameters } from './session-parameters.js';
import { namesSuite, readSuite } from './suite-names.js';

/**
 * Reads the value of an `a=crypto` line, the text after `a=crypto:` (RFC 4568 §9).
 *
 * One grammar that takes what peers really send: each departure that it understands is listed in `deviations`, and a policy decides
 * which of them it accepts. A line without a usable meaning yields a {@link CryptoProblem}. Never throws; time is linear in the length.
 *
 * @param value - text of one line, without line end.
 * @returns the attribute, or what is wrong and where (offsets count UTF-16 code units from the start of `value`).
 * @example
 * ```ts
 * const line = parseCrypto('1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:4');
 * if (line.kind === 'crypto') console.log(line.tag, line.suite, line.keys[0].mki); // 1 AES_CM_128_HMAC_SHA1_80 { value: 1n, length: 4 }
 * ```
 */
export function parseCrypto(value: string): CryptoAttribute | CryptoProblem {
  const notes = new Notes();
  const found = fields(value, notes);
  const tag = readTag(found[0] ?? end(value), notes);
  // Without a tag the fields are counted from the first one that must be a suite, or not at all.
  const rest = splitSuite(found.slice(1), notes);
  const line = tag || namesSuite(rest[0]?.text) ? readAfterTag(rest, value, notes) : nothing;
  if (notes.faults.length > 0 || !tag || !line.suite || !line.spelling || !isWhole(line.keys))
    return failed(notes, tag?.number, line);
  return Object.freeze({
    kind: 'crypto',
    tag: tag.number,
    suite: line.suite,
    spelling: Object.freeze({ tag: tag.text, suite: line.spelling.suite }),
    keys: Object.freeze(line.keys),
    sessionParameters: line.sessionParameters,
    deviations: inOrder(notes.deviations),
  });
}

const nothing: ReadableParts = { keys: [], sessionParameters: [] };

function readAfterTag(rest: readonly Field[], value: string, notes: Notes): ReadableParts {
  const suiteField = rest[0];
  if (!suiteField) {
    notes.fault(problem('missing-suite', end(value), 'RFC 4568 §9.1', 'expected a crypto-suite after the tag'));
    return nothing;
  }
  const suite = readSuite(suiteField, notes);
  const others = rest.slice(1);
  // Behind a name that says nothing, only what has the form of a key is taken for one.
  if (!suite && !(others[0] && isInline(others[0]))) return nothing;
  const keyFields = takeKeyFields(others, notes);
  if (keyFields.length === 0) {
    notes.fault(problem('missing-key', end(value), 'RFC 4568 §9.1', 'expected "inline:" and a key after the crypto-suite'));
    return nothing;
  }
  const keys = readKeys(keyFields, suite, notes);
  const sessionParameters = readSessionParameters(others.slice(keyFields.length), suite, notes, isWhole(keys));
  return suite
    ? { keys, sessionParameters, suite: suite.name, spelling: { suite: suiteField.text } }
    : { keys, sessionParameters };
}

function readTag(field: Field, notes: Notes): { number: number; text: string } | undefined {
  const { text } = field;
  if (!isDigits(text) || text.length > 9)
    return notes.fault(
      problem('bad-tag', field, 'RFC 4568 §9.1', 'expected a tag of one to nine digits before the crypto-suite'),
    );
  if (hasLeadingZero(text)) notes.note('tag-leading-zero', field);
  const number = Number(text);
  if (number === 0) notes.note('tag-zero', field);
  return { number, text };
}

/** A line that cannot be used may have several faults, all of which its writer wants to know. */
function failed({ faults, deviations }: Notes, tag: number | undefined, readable: ReadableParts): CryptoProblem {
  // A misspelt suite is a guess, and what does not fit a guess is no fault.
  const guessed = faults.some(({ code }) => code === 'unknown-suite');
  const [first, ...others] = guessed ? faults.filter(({ code }) => !ofSuite.includes(code)) : faults;
  return Object.freeze({
    ...(first as CryptoProblem),
    ...(tag !== undefined && { tag }),
    ...(others.length > 0 && { others: Object.freeze(others) }),
    ...(readable !== nothing && { readable: Object.freeze(readable) }),
    deviations: inOrder(deviations),
  });
}

/** Faults that only the right suite can tell. */
const ofSuite: readonly CryptoProblemCode[] = ['key-length', 'parameter-not-for-suite'];

const none: readonly Deviation[] = Object.freeze([]);

function inOrder(list: Deviation[]): readonly Deviation[] {
  return list.length === 0 ? none : Object.freeze(list.sort((a, b) => a.offset - b.offset));
}

/** `AES_CM_128_HMAC_SHA1_80inline:...`, as printed in 3GPP TS 34.229-1. */
function splitSuite(rest: readonly Field[], notes: Notes): readonly Field[] {
  const suite = rest[0];
  if (!suite?.text.includes(':')) return rest;
  const at = suite.text.toLowerCase().indexOf('inline:');
  if (at <= 0) return rest;
  notes.note('missing-space', { offset: suite.offset + at, length: 0 });
  return [slice(suite, 0, at), slice(suite, at), ...rest.slice(1)];
}

/** `inline:...; inline:...`: RFC 4568 §7.1.5 prints its keys on two lines, and some take the line break for a space. */
function takeKeyFields(rest: readonly Field[], notes: Notes): Field[] {
  const taken = rest.slice(0, 1);
  for (let last = taken[0], next = rest[1]; last?.text.endsWith(';') && next && isInline(next); next = rest[taken.length]) {
    taken[taken.length - 1] = slice(last, 0, last.length - 1);
    const gap = last.offset + last.length;
    notes.note('space-in-key-list', { offset: gap, length: next.offset - gap });
    taken.push(next);
    last = next;
  }
  return taken;
}

function isInline({ text }: Field): boolean {
  return text.slice(0, 7).toLowerCase() === 'inline:';
}

function end(value: string): Field {
  return { text: '', offset: value.length, length: 0 };
}
