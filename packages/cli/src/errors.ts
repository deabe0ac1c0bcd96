import { type ExitCode, exitCodes } from './exit-code.js';

const exits = {
  'bad-input': exitCodes.badInput,
  'not-written': exitCodes.badInput,
  usage: exitCodes.usage,
} as const;

/** Every way in which the command refuses to go on. */
export type CliErrorCode = keyof typeof exits;

/** Ends the command with one line for the user, which says what was expected and where. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return exits[this.code];
  }
}
