import type { AsyncMikeyHost, MikeyHost } from '@sdpsec/mikey';
import type { RandomSource } from '@sdpsec/srtp-core/parameters';
import { type Policy, type PolicyInput, readPolicy } from '../policy/index.js';
import { NegotiationError } from '../reading/index.js';
import { Dialog } from './dialog.js';
import type { MikeySettings } from './mikey-settings.js';

/** What both sides of an exchange may be told. */
export interface NegotiationOptions<Host extends AsyncMikeyHost = MikeyHost> {
  /** Default: SDES required, registered suites, nothing weaker than they are. */
  readonly policy?: PolicyInput;
  /** The dialog so far, for every offer and answer after the first. */
  readonly previous?: Dialog;
  /** New keys of ours although nothing asks for them; without it a refresh keeps them. */
  readonly rekey?: boolean;
  /** Who we are in MIKEY, and what it may ask; needed where the keying methods of the policy name `mikey`. */
  readonly mikey?: MikeySettings<Host>;
  /** Milliseconds since 1970, for the timestamps of MIKEY; default `Date.now()`. */
  readonly now?: number;
  /** Where key octets come from; default `crypto.getRandomValues`. */
  readonly random?: RandomSource;
}

/** The same with every choice made. */
export interface Context {
  readonly policy: Policy;
  readonly previous: Dialog | undefined;
  readonly rekey: boolean;
  readonly mikey: Omit<MikeySettings, 'host'> | undefined;
  readonly now: number;
  readonly random: RandomSource | undefined;
}

export function contextOf(options: NegotiationOptions<AsyncMikeyHost>): Context {
  // Without this, a policy in the place of the options, or a file name, would count for nothing.
  if (typeof options !== 'object' || options === null)
    throw new NegotiationError('bad-input', `expected an object of options, found ${options === null ? 'null' : typeof options}`);
  const { policy, previous, rekey = false, mikey, now = Date.now(), random } = options;
  if (random !== undefined && typeof random !== 'function')
    throw new NegotiationError('bad-input', 'expected in `random` a function that fills an array with random octets');
  // A dialog that went through JSON is a line of text: without its keys, nothing would be held against what comes.
  if (previous !== undefined && !(previous instanceof Dialog))
    throw new NegotiationError('bad-input', 'expected the Dialog that the exchange before has yielded in `previous`');
  return { policy: readPolicy(policy), previous, rekey, mikey, now, random: random && filling(random) };
}

/**
 * A source that gives its octets back in place of filling the array leaves each key at zero, which everybody knows. From 12 octets on,
 * the shortest salt, chance does not come into it.
 */
function filling(random: RandomSource): RandomSource {
  return target => {
    random(target);
    if (target.length >= 12 && target.every(octet => octet === 0))
      throw new NegotiationError('bad-input', 'expected `random` to fill the array that it is given, found zeros in it');
  };
}
