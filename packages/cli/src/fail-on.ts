import { type Severity, severities } from '@sdpsec/check';

/** The value of `--fail-on`. */
export type FailOn = Severity | 'never';

/** Whether one of the findings is as bad as that, or worse. */
export function failsOn(findings: readonly { readonly severity: Severity }[], failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  const least = severities.indexOf(failOn);
  return findings.some(({ severity }) => severities.indexOf(severity) >= least);
}
