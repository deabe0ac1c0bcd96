import { applyFixes, type Checked, check, FoundDescription } from '@sdpsec/check';
import type { Policy } from '@sdpsec/negotiation';
import { CliError } from '../../errors.js';
import { writeProduct } from '../../output.js';
import { type CheckFlags, checkOptions } from './run.js';

/** A repair may lay open another fault, but each round makes fewer: so many rounds are never needed. */
const mostRounds = 10;

/**
 * Repairs the one SDP of the input, writes it, and returns what is left to report.
 *
 * @throws CliError `usage` when there are several SDPs: they have one place to go to.
 */
export function fixDescription(checked: readonly Checked[], flags: CheckFlags, policy: Policy | undefined): Checked {
  const [one, ...others] = checked;
  if (!one || others.length > 0) throw new CliError('usage', `--fix takes one SDP, found ${checked.length}`);
  const options = checkOptions(flags, one.description.transport, policy);
  let { document } = one.description;
  let findings = one.findings;
  for (let round = 0; round < mostRounds; round++) {
    const result = applyFixes(document, findings);
    if (result.applied.length === 0) break;
    document = result.document;
    findings = check(document, options);
  }
  writeProduct(document.toBytes(), flags.output);
  return { file: one.file, description: FoundDescription.whole(document, one.description.transport), findings };
}
