import { Excerpts } from '../excerpt.js';
import { type Checked, countSeverities, documentOf, positionInFile } from './checked.js';

/**
 * A report for programs, as a value to be written as JSON; its shape is published as `report.schema.json` of this package.
 * Line and column are those of the file; offset and length are UTF-16 code units of the SDP.
 */
export function jsonReport(checked: readonly Checked[], showKeys = false): object {
  return {
    version: 1,
    summary: countSeverities(checked),
    descriptions: checked.map(one => {
      const excerpts = new Excerpts(documentOf(one), showKeys);
      return {
        file: one.file,
        ...(one.description.transport && { transport: one.description.transport }),
        findings: one.findings.map(finding => ({
          ...finding,
          ...positionInFile(one, finding),
          excerpt: excerpts.at(finding).source,
        })),
      };
    }),
  };
}
