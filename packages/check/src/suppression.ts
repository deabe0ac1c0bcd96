import { z } from 'zod';
import { unknownRule } from './known-rules.js';
import type { Suppression } from './suppressed-finding.js';

export type { Suppression } from './suppressed-finding.js';

const suppressionList = z.array(
  z.strictObject({
    rule: z.string(),
    file: z.string().min(1).optional(),
    line: z.int().min(1).optional(),
    reason: z.string().trim().min(1, 'expected a reason'),
  }),
);

/** Why a list of suppressions is refused, in words that say where. */
export interface SuppressionProblem {
  /** `unknown-rule`: the list has its form, and names a rule that is not there. */
  readonly code: 'not-a-list' | 'unknown-rule';
  readonly problem: string;
}

/**
 * Reads suppressions from parsed JSON: a list of `{"rule", "file", "line", "reason"}`, file and line optional.
 *
 * @returns the suppressions, or in words what is wrong with the list and where.
 * @example
 * ```ts
 * parseSuppressions([{ rule: 'sdes/tag-zero', reason: 'our gateway takes tag 0' }]);
 * ```
 */
export function parseSuppressions(json: unknown): readonly Suppression[] | SuppressionProblem {
  const parsed = suppressionList.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
    return { code: 'not-a-list', problem: path.length > 0 ? `${path.join('.')}: ${message}` : message };
  }
  for (const [index, { rule }] of parsed.data.entries()) {
    const problem = unknownRule(rule);
    if (problem !== undefined) return { code: 'unknown-rule', problem: `${index}.rule: ${problem}` };
  }
  return parsed.data;
}
