import { escapeControls } from '../excerpt.js';
import { type Checked, positionInFile } from './checked.js';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Workflow commands that GitHub Actions shows beside the lines of a pull request.
 *
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * console.log(githubReport(checked));
 * ```
 */
export function githubReport(checked: readonly Checked[]): string {
  return checked
    .flatMap(one =>
      one.findings.map(finding => {
        const { line, column } = positionInFile(one, finding);
        const place = `file=${property(one.file)},line=${line},col=${column},title=${property(finding.rule)}`;
        return `::${commands[finding.severity]} ${place}::${data(`${finding.message} (${finding.reference})`)}\n`;
      }),
    )
    .join('');
}

function data(text: string): string {
  return escapeControls(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
