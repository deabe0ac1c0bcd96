import type { Finding } from './finding.js';

/** A finding that someone has looked at and accepts. */
export interface Suppression {
  /** Id of the rule. */
  readonly rule: string;
  /** End of the path of the file; without it, in every file. */
  readonly file?: string | undefined;
  /** Line in the file; without it, on every line. */
  readonly line?: number | undefined;
  /** Why it is accepted: shown in every report. */
  readonly reason: string;
}

/** A finding with what was said to accept it. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason: string;
}

/** The suppression that covers a finding in a line of a file, if one does. */
export function findSuppression(
  suppressions: readonly Suppression[],
  { rule }: Finding,
  file: string,
  line: number,
): Suppression | undefined {
  return suppressions.find(
    one =>
      one.rule === rule && (one.file === undefined || isPathEnd(file, one.file)) && (one.line === undefined || one.line === line),
  );
}

function isPathEnd(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`) || path.endsWith(`\\${end}`);
}
