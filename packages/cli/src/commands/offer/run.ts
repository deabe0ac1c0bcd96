import { createOfferAsync } from '@sdpsec/negotiation';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type NegotiationFlags, negotiate, negotiationOptions } from '../../negotiate.js';
import { jsonText, writeProduct } from '../../output.js';

/** `sdpsec offer`. */
export async function runOffer([local = '-']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const flags = options as NegotiationFlags;
  const { document } = oneDescription(local);
  const { sdp } = await negotiate(() => createOfferAsync(document, negotiationOptions(flags)));
  writeProduct(flags.json ? jsonText({ version: 1, sdp }) : sdp, flags.output);
  return exitCodes.fine;
}
