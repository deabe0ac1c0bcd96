import { type FoundDescription, findDescriptions } from '@sdpsec/check';
import { CliError } from './errors.js';
import { inputName, readInput } from './input.js';

/**
 * The one SDP of a file, taken out of whatever is around it.
 *
 * @throws CliError `bad-input` when there is none, or more than one.
 */
export function oneDescription(file: string): FoundDescription {
  const [description, ...others] = findDescriptions(readInput(file));
  if (!description) throw new CliError('bad-input', `no SDP found in ${inputName(file)}`);
  if (others.length > 0) throw new CliError('bad-input', `expected one SDP in ${inputName(file)}, found ${others.length + 1}`);
  return description;
}
