import { createOffer } from '@sdpsec/negotiation';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type NegotiationFlags, negotiate, negotiationOptions } from '../../negotiate.js';
import { jsonText, writeProduct } from '../../output.js';

/** `sdpsec offer`. */
export function runOffer([local = '-']: readonly string[], options: Readonly<Record<string, unknown>>): ExitCode {
  const flags = options as NegotiationFlags;
  const { document } = oneDescription(local);
  const { sdp } = negotiate(() => createOffer(document, negotiationOptions(flags)));
  writeProduct(flags.json ? jsonText({ version: 1, sdp }) : sdp, flags.output);
  return exitCodes.fine;
}
