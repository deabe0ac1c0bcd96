import { answerOfferAsync } from '@sdpsec/negotiation';
import { accountText } from '../../account.js';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type FailOn, failsOn } from '../../fail-on.js';
import { inputName } from '../../input.js';
import { type NegotiationFlags, negotiate, negotiationOptions } from '../../negotiate.js';
import { jsonText, writeProduct } from '../../output.js';

/** `sdpsec answer`. */
export async function runAnswer([file = '-']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const flags = options as unknown as NegotiationFlags & { readonly local: string; readonly failOn: FailOn };
  const offer = oneDescription(file);
  const local = oneDescription(flags.local).document;
  const { sdp, agreement } = await negotiate(() => answerOfferAsync(offer.document, local, negotiationOptions(flags)));
  writeProduct(sdp, flags.output);
  const { sections, findings } = agreement;
  const account = flags.json ? jsonText({ version: 1, sections, findings }) : accountText(inputName(file), offer, agreement);
  (flags.output === undefined ? process.stderr : process.stdout).write(account);
  return failsOn(findings, flags.failOn) ? exitCodes.findings : exitCodes.fine;
}
