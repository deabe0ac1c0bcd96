import { createOfferAsync, readPolicy } from '@sdpsec/negotiation';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type NegotiationFlags, negotiate, negotiationOptions } from '../../negotiate.js';
import { RecordedChance } from '../../offer-chance.js';
import { withChance, writeOfferState } from '../../offer-state.js';
import { jsonText, writeProduct } from '../../output.js';

/** `sdpsec offer`. */
export async function runOffer([local = '-']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const { state, ...flags } = options as NegotiationFlags & { readonly state?: string };
  const { document } = oneDescription(local);
  const negotiation = negotiationOptions(flags);
  const recorded = state === undefined ? undefined : new RecordedChance();
  const { sdp } = await negotiate(() => createOfferAsync(document, recorded ? withChance(negotiation, recorded) : negotiation));
  if (state !== undefined && recorded) {
    const { mikey, identity, peerIdentity } = flags;
    const named = { ...(identity !== undefined && { identity }), ...(peerIdentity !== undefined && { peerIdentity }) };
    const policy = readPolicy(negotiation.policy);
    writeOfferState(state, {
      ...{ offer: sdp, local: document.text, policy, ...(mikey && { mikey }), ...named },
      chance: recorded.chance,
    });
  }
  writeProduct(flags.json ? jsonText({ version: 1, sdp }) : sdp, flags.output);
  return exitCodes.fine;
}
