import { escapeControls, type Finding, maskKeys } from '@sdpsec/check';
import type { SdpLine } from '@sdpsec/negotiation/document';
import type { SecurityReading } from '@sdpsec/negotiation/reading';
import { annotationsOf } from './annotation.js';
import { button, element } from './element.js';

/** Lines beyond these are not drawn; they are judged all the same. */
const mostLines = 2000;

/** An SDP line by line: what each says, what is wrong with it, and a button for each repair. */
export function listing(
  title: string,
  reading: SecurityReading,
  findings: readonly Finding[],
  repair: (finding: Finding) => void,
): HTMLElement {
  const { document } = reading;
  const words = annotationsOf(reading);
  const byLine = new Map<number, Finding[]>();
  for (const finding of findings) {
    const index = document.lineAt(finding.offset)?.index ?? 0;
    byLine.set(index, [...(byLine.get(index) ?? []), finding]);
  }
  const lines = document.lines.slice(0, mostLines).map(line => {
    const found = byLine.get(line.index) ?? [];
    const said = words.get(line.index);
    return element(
      'li',
      { value: String(line.number), class: found[0] ? `marked ${worst(found)}` : undefined },
      element('code', {}, ...marked(line, found)),
      ...(said ? [element('span', { class: 'words' }, said)] : []),
      ...found.map(finding => note(finding, repair)),
    );
  });
  const rest = document.lines.length - lines.length;
  return element(
    'section',
    { class: 'listing' },
    element('h2', {}, title),
    element('p', { class: 'summary' }, summary(findings)),
    element('ol', {}, ...lines),
    ...(rest > 0 ? [element('p', {}, `${rest} more lines are not drawn.`)] : []),
  );
}

function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing to complain about.';
  const count = (severity: Finding['severity']) => findings.filter(finding => finding.severity === severity).length;
  return `${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}, ${counted(count('info'), 'remark')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function worst(findings: readonly Finding[]): string {
  return (['error', 'warning', 'info'] as const).find(severity => findings.some(one => one.severity === severity)) ?? 'info';
}

function note(finding: Finding, repair: (finding: Finding) => void): HTMLElement {
  const { severity, message, rule, reference, fix } = finding;
  return element(
    'div',
    { class: `finding ${severity}` },
    element('strong', {}, severity),
    ` ${message} `,
    element('small', {}, `${rule}, ${reference}`),
    ...(fix ? [button(`Fix: ${fix.title}`, () => repair(finding), { class: 'fix' })] : []),
  );
}

/** The text of a line with its keys masked, and a mark over what findings are about. */
function marked(line: SdpLine, findings: readonly Finding[]): (Node | string)[] {
  // Masking keeps the width, so places stay what they were.
  const text = maskKeys(line.text.replaceAll(/[\r\n]/g, ' '));
  const spans = findings
    .map(({ offset, length }) => ({ from: offset - line.offset, to: Math.min(offset - line.offset + length, text.length) }))
    .filter(({ from, to }) => from < to && to - from < text.length)
    .sort((a, b) => a.from - b.from);
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    if (to <= at) continue;
    parts.push(
      escapeControls(text.slice(at, Math.max(at, from))),
      element('mark', {}, escapeControls(text.slice(Math.max(at, from), to))),
    );
    at = to;
  }
  return [...parts, escapeControls(text.slice(at))];
}
