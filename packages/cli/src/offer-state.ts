import { fstatSync } from 'node:fs';
import type { AsyncMikeyHost } from '@sdpsec/mikey';
import { NegotiationError, type NegotiationOptions, type Policy, readPolicy } from '@sdpsec/negotiation';
import { z } from 'zod';
import { CliError } from './errors.js';
import { readJson } from './input.js';
import type { OfferedExchange } from './mikey-settings.js';
import type { Chance, ChanceSource } from './offer-chance.js';
import { jsonText, writeNew } from './output.js';

/**
 * An offer that waits for its answer, from one run of the command to another. Who has it can work out the keys of the call, so it is its owner's
 * alone; pre-shared keys and private keys of certificates are not in it, and are to be given again.
 */
export interface OfferState {
  /** As it went to the peer. */
  readonly offer: string;
  /** What it was made of. */
  readonly local: string;
  readonly policy: Policy;
  readonly mikey?: OfferedExchange;
  readonly identity?: string;
  readonly peerIdentity?: string;
  readonly chance: Chance;
}

const octets = z
  .string()
  .regex(/^(?:[0-9a-f]{2})*$/)
  .transform(digits => Uint8Array.from(Buffer.from(digits, 'hex')));

const schema = z.strictObject({
  version: z.literal(1),
  offer: z.string(),
  local: z.string(),
  policy: z.looseObject({}),
  mikey: z.enum(['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r']).optional(),
  identity: z.string().optional(),
  peerIdentity: z.string().optional(),
  chance: z.strictObject({ now: z.number().int().min(0), drawn: octets, made: z.array(octets) }),
});

/** @throws CliError `not-written`, also where such a file is there already: it may wait for another answer. */
export function writeOfferState(file: string, { chance, ...state }: OfferState): void {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const kept = { now: chance.now, drawn: hex(chance.drawn), made: chance.made.map(hex) };
  writeNew(jsonText({ version: 1, ...state, chance: kept }), file);
}

/** @throws CliError `bad-input` where it is no such file, or one that others could have read. Shows nothing of it. */
export function readOfferState(file: string): OfferState {
  const read = schema.safeParse(readJson(file, expectOwnerOnly));
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = issue?.path.join('.') || 'the whole';
    throw new CliError('bad-input', `${file}: expected what offer --state has written; ${place}: ${issue?.code ?? 'invalid'}`);
  }
  const { version: _, policy, mikey, identity, peerIdentity, ...others } = read.data;
  try {
    return {
      ...{ ...others, policy: readPolicy(policy) },
      ...(mikey && { mikey }),
      ...{ ...(identity !== undefined && { identity }), ...(peerIdentity !== undefined && { peerIdentity }) },
    };
  } catch (error) {
    if (error instanceof NegotiationError) throw new CliError('bad-input', `${file}: policy: ${error.message}`);
    throw error;
  }
}

/** The options with all chance taken from a source. */
export function withChance(
  options: NegotiationOptions<AsyncMikeyHost>,
  source: ChanceSource,
): NegotiationOptions<AsyncMikeyHost> {
  const { mikey } = options;
  return {
    ...{ ...options, now: source.now, random: source.random },
    ...(mikey && { mikey: { ...mikey, host: source.host(mikey.host) } }),
  };
}

/** Windows has other rights than these. */
function expectOwnerOnly(descriptor: number, name: string): void {
  if (process.platform === 'win32') return;
  const mode = fstatSync(descriptor).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new CliError(
      'bad-input',
      `${name} has mode 0${mode.toString(8)}: expected 0600, for the keys of a call follow from it`,
    );
}
