/** What the command tells the shell. */
export const exitCodes = {
  fine: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Input could not be read or parsed. */
  badInput: 2,
  /** Wrong usage. */
  usage: 3,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
