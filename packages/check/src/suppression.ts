import { z } from 'zod';
import type { Suppression } from './suppressed-finding.js';

export type { Suppression } from './suppressed-finding.js';

const suppressionList = z.array(
  z.strictObject({
    rule: z.string().regex(/^[a-z]+\/[a-z0-9-]+$/, 'expected the id of a rule, such as sdes/tag-zero'),
    file: z.string().min(1).optional(),
    line: z.int().min(1).optional(),
    reason: z.string().trim().min(1, 'expected a reason'),
  }),
);

/**
 * Reads suppressions from parsed JSON: a list of `{"rule", "file", "line", "reason"}`, file and line optional.
 *
 * @returns the suppressions, or in words what is wrong with the list and where.
 * @example
 * ```ts
 * parseSuppressions([{ rule: 'sdes/tag-zero', reason: 'our gateway takes tag 0' }]);
 * ```
 */
export function parseSuppressions(json: unknown): readonly Suppression[] | { readonly problem: string } {
  const parsed = suppressionList.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.length ? `${issue.path.join('.')}: ` : ''}${issue?.message ?? 'not a list of suppressions'}` };
}
