import type { RandomSource } from '@sdpsec/srtp-core/parameters';
import { type Policy, type PolicyInput, readPolicy } from '../policy/index.js';
import type { Dialog } from './dialog.js';

/** What both sides of an exchange may be told. */
export interface NegotiationOptions {
  /** Default: SDES required, registered suites, nothing weaker than they are. */
  readonly policy?: PolicyInput;
  /** The dialog so far, for every offer and answer after the first. */
  readonly previous?: Dialog;
  /** New keys of ours although nothing asks for them; without it a refresh keeps them. */
  readonly rekey?: boolean;
  /** Where key octets come from; default `crypto.getRandomValues`. */
  readonly random?: RandomSource;
}

/** The same with every choice made. */
export interface Context {
  readonly policy: Policy;
  readonly previous: Dialog | undefined;
  readonly rekey: boolean;
  readonly random: RandomSource | undefined;
}

export function contextOf({ policy, previous, rekey = false, random }: NegotiationOptions): Context {
  return { policy: readPolicy(policy), previous, rekey, random };
}
