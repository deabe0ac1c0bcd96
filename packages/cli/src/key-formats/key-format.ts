import { NegotiationError } from '@sdpsec/negotiation';
import { SdesError } from '@sdpsec/sdes';
import { SrtpError, type SrtpParameters } from '@sdpsec/srtp-core/parameters';
import { CliError } from '../errors.js';

/** How one program writes the keys of one direction, as text. */
export interface KeyFormat {
  /** For people. */
  readonly title: string;
  /** It has a place for the SSRC that the key belongs to. */
  readonly bindsStreams?: true;
  /** The text, in the clear. */
  write(parameters: SrtpParameters): string;
  /** `undefined`: that is no text of this format. */
  read(text: string): SrtpParameters | undefined;
}

/**
 * Runs a step of a format.
 *
 * @throws CliError `bad-input` where the format cannot hold the keys, or the text is not what the format says.
 */
export function within<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof NegotiationError || error instanceof SdesError || error instanceof SrtpError)
      throw new CliError('bad-input', error.message);
    throw error;
  }
}

/** A JSON object, or `undefined`. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A value as JSON on lines of its own. */
export function objectText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
