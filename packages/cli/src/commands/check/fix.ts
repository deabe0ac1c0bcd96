import { applyFixes, type Checked, type Finding, FoundDescription } from '@sdpsec/check';
import type { SdpDocument } from '@sdpsec/negotiation/document';
import { CliError } from '../../errors.js';
import { writeProduct } from '../../output.js';

/** A repair may lay open another fault, but each round makes fewer: so many rounds are never needed. */
const mostRounds = 10;

/**
 * Repairs the one SDP of the input, writes it, and returns what is left to report.
 *
 * @param recheck - judges the repaired SDP as the given one was, beside the same other SDPs.
 * @throws CliError `usage` when there are several SDPs: they have one place to go to.
 */
export function fixDescription(
  checked: readonly Checked[],
  recheck: (repaired: SdpDocument, one: Checked) => readonly Finding[],
  output: string | undefined,
): Checked {
  const [one, ...others] = checked;
  if (!one || others.length > 0) throw new CliError('usage', `--fix takes one SDP, found ${checked.length}`);
  let { document } = one.description;
  let findings = one.findings;
  for (let round = 0; round < mostRounds; round++) {
    const result = applyFixes(document, findings);
    if (result.applied.length === 0) break;
    document = result.document;
    findings = recheck(document, one);
  }
  writeProduct(document.toBytes(), output);
  return { file: one.file, description: FoundDescription.whole(document, one.description.transport), findings };
}
