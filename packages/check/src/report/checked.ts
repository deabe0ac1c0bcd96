import type { Position } from '@sdpsec/negotiation/document';
import type { Finding, Severity } from '../finding.js';
import type { FoundDescription } from '../input/descriptions.js';
import { requireKnownRules } from '../known-rules.js';
import { findSuppression, type SuppressedFinding, type Suppression } from '../suppressed-finding.js';

/** An SDP of a file with what was found in it. */
export interface Checked {
  /** How the user calls the file. */
  readonly file: string;
  readonly description: FoundDescription;
  readonly findings: readonly Finding[];
  /** Findings that someone accepts, with the reason; they do not count. */
  readonly suppressed?: readonly SuppressedFinding[];
}

/** Line and column of a finding in the file, which may hold more than the SDP. */
export function positionInFile({ description }: Checked, finding: Finding): Position {
  return description.position(finding.offset);
}

/**
 * How many findings of each severity there are.
 *
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * if (countSeverities(checked).error > 0) console.log('there are errors');
 * ```
 */
export function countSeverities(checked: readonly Checked[]): Record<Severity, number> {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { findings } of checked) for (const { severity } of findings) count[severity]++;
  return count;
}

/**
 * The same with the findings set aside that a suppression covers.
 *
 * @throws `CheckError` `unknown-rule` for a suppression of a rule that is not there.
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * const rest = checked.map(one => suppress(one, [{ rule: 'sdes/tag-zero', reason: 'our gateway takes tag 0' }]));
 * console.log(rest.length);
 * ```
 */
export function suppress(one: Checked, suppressions: readonly Suppression[]): Checked {
  requireKnownRules(suppressions.map(({ rule }) => rule));
  const found = one.findings.map(finding => ({
    finding,
    suppression: findSuppression(suppressions, finding, one.file, positionInFile(one, finding).line),
  }));
  return {
    ...one,
    findings: found.flatMap(({ finding, suppression }) => (suppression ? [] : [finding])),
    suppressed: found.flatMap(({ finding, suppression }) => (suppression ? [{ finding, reason: suppression.reason }] : [])),
  };
}
