import type { CryptoAttribute, Deviation } from './attribute.js';
import { type Field, fields, hasLeadingZero, isDigits, slice, Tolerated } from './field.js';
import { readKeys } from './inline-key.js';
import { type CryptoProblem, isProblem, problem } from './problem.js';
import { readSessionParameters } from './session-parameters.js';
import { readSuite } from './suite-names.js';

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
  const tolerated = new Tolerated();
  const all = fields(value, tolerated);
  const tag = readTag(all[0] ?? end(value), tolerated);
  if (isProblem(tag)) return failed(tag, tolerated);
  const line = readAfterTag(all.slice(1), value, tolerated);
  if (isProblem(line)) return failed({ ...line, tag: tag.number }, tolerated);
  return Object.freeze({
    kind: 'crypto',
    tag: tag.number,
    suite: line.suite,
    spelling: Object.freeze({ tag: tag.text, suite: line.suiteText }),
    keys: Object.freeze(line.keys),
    sessionParameters: line.sessionParameters,
    deviations: inOrder(tolerated),
  });
}

/** A line that cannot be used may have other faults too, which its writer wants to know. */
function failed(problem: CryptoProblem, tolerated: Tolerated): CryptoProblem {
  return Object.freeze({ ...problem, deviations: inOrder(tolerated) });
}

const none: readonly Deviation[] = Object.freeze([]);

function inOrder({ list }: Tolerated): readonly Deviation[] {
  return list.length === 0 ? none : Object.freeze(list.sort((a, b) => a.offset - b.offset));
}

function readTag(field: Field, tolerated: Tolerated): { number: number; text: string } | CryptoProblem {
  const { text } = field;
  if (!isDigits(text) || text.length > 9)
    return problem('bad-tag', field, 'RFC 4568 §9.1', 'expected a tag of one to nine digits before the crypto-suite');
  if (hasLeadingZero(text)) tolerated.note('tag-leading-zero', field);
  const number = Number(text);
  if (number === 0) tolerated.note('tag-zero', field);
  return { number, text };
}

type AfterTag = Pick<CryptoAttribute, 'suite' | 'keys' | 'sessionParameters'> & { suiteText: string };

function readAfterTag(rest: readonly Field[], value: string, tolerated: Tolerated): AfterTag | CryptoProblem {
  const split = splitSuite(rest, tolerated);
  const suiteField = split[0];
  if (!suiteField) return problem('missing-suite', end(value), 'RFC 4568 §9.1', 'expected a crypto-suite after the tag');
  const suite = readSuite(suiteField, tolerated);
  if (isProblem(suite)) return suite;
  const others = split.slice(1);
  const keyFields = takeKeyFields(others, tolerated);
  if (keyFields.length === 0)
    return problem('missing-key', end(value), 'RFC 4568 §9.1', 'expected "inline:" and a key after the crypto-suite');
  const keys = readKeys(keyFields, suite, tolerated);
  if (isProblem(keys)) return keys;
  const sessionParameters = readSessionParameters(others.slice(keyFields.length), suite, tolerated);
  if (isProblem(sessionParameters)) return sessionParameters;
  return { suite: suite.name, suiteText: suiteField.text, keys, sessionParameters };
}

/** `AES_CM_128_HMAC_SHA1_80inline:...`, as printed in 3GPP TS 34.229-1. */
function splitSuite(rest: readonly Field[], tolerated: Tolerated): readonly Field[] {
  const suite = rest[0];
  if (!suite?.text.includes(':')) return rest;
  const at = suite.text.toLowerCase().indexOf('inline:');
  if (at <= 0) return rest;
  tolerated.note('missing-space', { offset: suite.offset + at, length: 0 });
  return [slice(suite, 0, at), slice(suite, at), ...rest.slice(1)];
}

/** `inline:...; inline:...`: RFC 4568 §7.1.5 prints its keys on two lines, and some take the line break for a space. */
function takeKeyFields(rest: readonly Field[], tolerated: Tolerated): Field[] {
  const taken = rest.slice(0, 1);
  for (let last = taken[0], next = rest[1]; last?.text.endsWith(';') && next && isInline(next); next = rest[taken.length]) {
    taken[taken.length - 1] = slice(last, 0, last.length - 1);
    const gap = last.offset + last.length;
    tolerated.note('space-in-key-list', { offset: gap, length: next.offset - gap });
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
