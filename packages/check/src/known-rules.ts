import { editDistance } from '@sdpsec/sdes';
import { CheckError } from './errors.js';
import { rules } from './rules/index.js';

const ids: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/** More edits than that, and the two have little to do with each other. */
const mostEdits = 3;

/**
 * Sees to it that each id is that of a rule.
 *
 * @throws {@link CheckError} `unknown-rule`, with the id that was meant where one is near.
 */
export function requireKnownRules(given: readonly string[]): void {
  for (const id of given) {
    const problem = unknownRule(id);
    if (problem !== undefined) throw new CheckError('unknown-rule', problem);
  }
}

/**
 * What is wrong with the id of a rule, in words, with the one that was meant where one is near; `undefined` when a rule has it.
 *
 * @example
 * ```ts
 * console.log(unknownRule('sdes/key-lenght')); // unknown rule sdes/key-lenght; did you mean sdes/key-length?
 * ```
 */
export function unknownRule(id: string): string | undefined {
  if (ids.has(id)) return undefined;
  const meant = nearest(id.slice(0, 64).toLowerCase());
  return `unknown rule ${id.slice(0, 64)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** The id that is fewest edits away, or the one that differs in its family alone: `sdp/key-length`. */
function nearest(id: string): string | undefined {
  const name = id.slice(id.indexOf('/') + 1);
  let best: { readonly id: string; readonly edits: number } | undefined;
  for (const known of ids) {
    const edits = known.endsWith(`/${name}`) ? 1 : editDistance(id, known, mostEdits);
    if (edits <= mostEdits && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { id: known, edits };
  }
  return best?.id;
}
