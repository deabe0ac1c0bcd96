import type { SdpDocument, SdpEdit, TextRange } from '@sdpsec/negotiation/document';
import { type Finding, Fix } from './finding.js';

/** A repair that puts other text in one place. */
export function replace(title: string, { offset, length }: TextRange, text: string): Fix {
  return new Fix(title, [{ kind: 'splice', offset, length, text }]);
}

/** What came of {@link applyFixes}. */
export interface FixResult {
  readonly document: SdpDocument;
  /** The findings whose fixes were applied. */
  readonly applied: readonly Finding[];
}

/**
 * Applies the fixes that findings carry. Of fixes that touch the same text the first wins; another check finds the rest.
 *
 * @param findings - of a check of this very document.
 * @example
 * ```ts
 * const { document, applied } = applyFixes(SdpDocument.parse(sdp), check(sdp));
 * ```
 */
export function applyFixes(document: SdpDocument, findings: readonly Finding[]): FixResult {
  const edits: SdpEdit[] = [];
  const applied: Finding[] = [];
  const taken = new Set<number>();
  for (const finding of findings) {
    if (!finding.fix) continue;
    const lines = finding.fix.edits.map(edit => lineTouched(document, edit));
    if (lines.some(line => taken.has(line))) continue;
    for (const line of lines) taken.add(line);
    edits.push(...finding.fix.edits);
    applied.push(finding);
  }
  return { document: edits.length > 0 ? document.edit(edits) : document, applied };
}

/** Index of the line that an edit changes: a whole line is the unit in which fixes exclude each other. */
function lineTouched(document: SdpDocument, edit: SdpEdit): number {
  if (edit.kind === 'splice') return document.lineAt(edit.offset)?.index ?? 0;
  return edit.kind === 'insert' ? edit.before : edit.line;
}
