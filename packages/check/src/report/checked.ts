import { type Position, SdpDocument } from '@sdpsec/negotiation/document';
import type { Finding, Severity } from '../finding.js';
import type { FoundDescription } from '../input/descriptions.js';

/** An SDP of a file with what was found in it. */
export interface Checked {
  /** How the user calls the file. */
  readonly file: string;
  readonly description: FoundDescription;
  readonly findings: readonly Finding[];
}

/** Line and column of a finding in the file, which may hold more than the SDP. */
export function positionInFile({ description }: Checked, finding: Finding): Position {
  return description.position(finding.offset);
}

/** The SDP of a report, read again for its lines. */
export function documentOf({ description }: Checked): SdpDocument {
  return SdpDocument.parse(description.text);
}

/** How many findings of each severity there are. */
export function countSeverities(checked: readonly Checked[]): Record<Severity, number> {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { findings } of checked) for (const { severity } of findings) count[severity]++;
  return count;
}
