import { Excerpts, escapeControls } from '../excerpt.js';
import type { Finding, Severity } from '../finding.js';
import type { Rule } from '../rule.js';
import { rules } from '../rules/index.js';
import { type Checked, positionInFile } from './checked.js';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A SARIF 2.1.0 log (OASIS), as code scanners upload it, as a value to be written as JSON. Keys are masked in its snippets.
 *
 * @param version - of the command that makes the report.
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * console.log(JSON.stringify(sarifReport(checked, '1.0.0')));
 * ```
 */
export function sarifReport(checked: readonly Checked[], version: string): object {
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sdpsec', version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: checked.flatMap(one => results(one, index)),
      },
    ],
  };
}

function descriptor({ id, severity, reference, summary, explanation }: Rule): object {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: explanation.trim().replace(/\s*\n\s*/g, ' ') },
    help: { text: `${explanation.trim()}\n\n${reference}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function results(one: Checked, index: ReadonlyMap<string, number>): object[] {
  const excerpts = new Excerpts(one.description.document);
  const result = (finding: Finding, reason?: string) => ({
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text: `${escapeControls(finding.message)} (${finding.reference})` },
    locations: [location(one, finding, excerpts)],
    ...(reason !== undefined && { suppressions: [{ kind: 'external', justification: reason }] }),
  });
  return [
    ...one.findings.map(finding => result(finding)),
    ...(one.suppressed ?? []).map(({ finding, reason }) => result(finding, reason)),
  ];
}

function location(one: Checked, finding: Finding, excerpts: Excerpts): object {
  const { line, column } = positionInFile(one, finding);
  const end = one.description.position(finding.offset + finding.length);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(one.file) },
      region: {
        startLine: line,
        startColumn: column,
        endLine: end.line,
        endColumn: end.column,
        snippet: { text: excerpts.at(finding).source },
      },
    },
  };
}

/** RFC 3986 §4.2: a reference to a path, whatever characters its names have. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replaceAll(/\p{Cs}/gu, '\ufffd');
  return encodeURI(path).replaceAll(/[?#]/g, encodeURIComponent);
}
