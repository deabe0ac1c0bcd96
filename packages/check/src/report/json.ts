import { Excerpts } from '../excerpt.js';
import type { Finding } from '../finding.js';
import { type Checked, countSeverities, positionInFile } from './checked.js';

/**
 * A report for programs, as a value to be written as JSON; its shape is `docs/schemas/check-report.schema.json` of the repository.
 * Line and column are those of the file; offset and length are UTF-16 code units of the SDP.
 *
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * console.log(JSON.stringify(jsonReport(checked)));
 * ```
 */
export function jsonReport(checked: readonly Checked[], showKeys = false): object {
  return {
    version: 1,
    summary: countSeverities(checked),
    descriptions: checked.map(one => {
      const excerpts = new Excerpts(one.description.document, showKeys);
      return {
        file: one.file,
        ...(one.description.transport && { transport: one.description.transport }),
        findings: one.findings.map(finding => entry(one, finding, excerpts)),
        suppressed: (one.suppressed ?? []).map(({ finding, reason }) => ({ ...entry(one, finding, excerpts), reason })),
      };
    }),
  };
}

function entry(one: Checked, finding: Finding, excerpts: Excerpts): object {
  return { ...finding, ...positionInFile(one, finding), excerpt: excerpts.at(finding).source };
}
