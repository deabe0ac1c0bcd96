import { findSuite, type SrtpSuite, type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { editDistance } from './edit-distance.js';
import type { Field, Notes } from './field.js';
import { type CryptoProblem, problem } from './problem.js';

/** A row of the suite table. */
export type Suite = SrtpSuite & { readonly name: SuiteName };

/**
 * What `a=crypto` calls a suite; `undefined` when it has no place there.
 *
 * The NULL ciphers are registered for DTLS-SRTP alone, but peers offer them in `a=crypto` under the same name.
 */
export function sdesName(suite: Suite): string | undefined {
  return suite.sdes ?? (suite.cipher === 'null' ? suite.name : undefined);
}

/** Reads a crypto-suite in any letters and any spelling that is on the wire (RFC 4568 §4.2); of a misspelt name, the suite that it means. */
export function readSuite(field: Field, notes: Notes): Suite | undefined {
  const exact = registered.get(field.text);
  if (exact) return exact;
  const suite = findSuite(field.text);
  const name = suite && sdesName(suite);
  if (!suite || !name) {
    const suggestion = nearest(field.text);
    notes.fault(unknown(field, suggestion));
    return suggestion && suites[suggestion];
  }
  if (!registered.has(name)) notes.note('suite-unregistered', field);
  if (field.text !== name) notes.note(field.text.toUpperCase() === name ? 'suite-case' : 'suite-alias', field);
  return suite;
}

/** What IANA lists for a=crypto, by the names that nearly every line has. */
const registered: ReadonlyMap<string, Suite> = new Map(
  Object.values(suites).flatMap(suite => (suite.registered && suite.sdes !== undefined ? [[suite.sdes, suite] as const] : [])),
);

/** Whether the text is the name of a suite, in any spelling that is on the wire. */
export function namesSuite(text = ''): boolean {
  const suite = findSuite(text);
  return suite !== undefined && sdesName(suite) !== undefined;
}

function unknown(field: Field, suggestion: SuiteName | undefined): CryptoProblem {
  const quoted = /^[A-Za-z0-9]{1,24}_[A-Za-z0-9_]{1,24}$/.test(field.text) ? ` ${field.text}` : '';
  return problem(
    'unknown-suite',
    field,
    'RFC 4568 §5.1.2',
    `unknown crypto-suite${quoted}${suggestion ? `; did you mean ${suggestion}?` : ''}`,
    suggestion ? { suggestion } : {},
  );
}

const mostEdits = 3;

/** The suite whose name is at most three edits away, if any is. */
function nearest(spelling: string): SuiteName | undefined {
  if (spelling.length > 48) return undefined;
  const letters = spelling.toUpperCase();
  let best: { name: SuiteName; edits: number } | undefined;
  for (const suite of Object.values(suites)) {
    const name = suite.sdes;
    if (name === undefined || !suite.registered) continue;
    const edits = Math.min(...[name, ...suite.aliases].map(known => editDistance(letters, known, mostEdits)));
    if (edits <= mostEdits && (!best || edits < best.edits)) best = { name: suite.name, edits };
  }
  return best?.name;
}
