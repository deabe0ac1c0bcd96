import { type AsyncMikeyHost, MikeyError } from '@sdpsec/mikey';
import { NegotiationError, type NegotiationOptions, type Policy, readPolicy } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { expectMikeyOptions, hasMikey, type MikeyFlags, mikeySettings, type OfferedExchange } from './mikey-settings.js';
import { type PolicyFlags, policyOf } from './policy-file.js';

/** Options of the commands that negotiate. */
export interface NegotiationFlags extends PolicyFlags, MikeyFlags {
  /** The exchange of MIKEY to offer. */
  readonly mikey?: OfferedExchange;
  readonly output?: string;
  readonly json?: boolean;
}

/**
 * What the flags mean for the library: a policy file has the last word on keying. Without one MIKEY is the only keying that `--mikey`
 * offers, and where an answerer has keys for it, MIKEY goes before the rest.
 *
 * @throws CliError as {@link policyOf}, {@link mikeySettings}, or `usage` where a policy file does not want MIKEY.
 */
export function negotiationOptions(flags: NegotiationFlags, given?: Policy): NegotiationOptions<AsyncMikeyHost> {
  const policy = given ?? policyOf(flags) ?? readPolicy();
  if (flags.mikey === undefined && !hasMikey(flags)) return { policy };
  const { security, interop } = policy;
  const isNamed = security.keying.includes('mikey');
  if (flags.policy !== undefined && !isNamed)
    throw new CliError('usage', `${flags.policy} does not name mikey in security.keying, which the options for MIKEY need`);
  const { mikey: exchange } = flags;
  if (exchange !== undefined) expectMikeyOptions(exchange, flags);
  const withMikey: Policy = {
    interop,
    security: {
      ...security,
      ...(!isNamed && { keying: exchange === undefined ? ['mikey', ...security.keying] : ['mikey'] }),
      ...(exchange !== undefined && { mikey: { ...security.mikey, offer: [exchange] } }),
    },
  };
  return { policy: withMikey, mikey: mikeySettings(flags, withMikey) };
}

/**
 * Runs a step of the negotiation.
 *
 * @throws CliError `bad-input` where the library refuses the local description, or the keys.
 */
export async function negotiate<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof NegotiationError || error instanceof MikeyError) throw new CliError('bad-input', error.message);
    throw error;
  }
}
