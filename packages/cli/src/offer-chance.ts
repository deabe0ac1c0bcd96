import type { AsyncMikeyHost } from '@sdpsec/mikey';
import { type RandomSource, systemRandom } from '@sdpsec/srtp-core/parameters';

/** All that an offer does not owe to what it is made of: with the same chance, and the same keys of its writer, the same offer comes out again. */
export interface Chance {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Octets that were drawn at random: keys, exponents, nonces. */
  readonly drawn: Uint8Array;
  /** Signatures and envelopes, in which a padding is at random. */
  readonly made: readonly Uint8Array[];
}

/** Where an offer takes its chance from. */
export interface ChanceSource {
  readonly now: number;
  readonly random: RandomSource;
  /** The host, with what it does at random done by chance. */
  host(own: AsyncMikeyHost): AsyncMikeyHost;
}

/** Takes the chance of the platform, and keeps it. */
export class RecordedChance implements ChanceSource {
  readonly now = Date.now();
  readonly #drawn: Uint8Array[] = [];
  readonly #made: Uint8Array[] = [];

  readonly random: RandomSource = target => {
    systemRandom(target);
    this.#drawn.push(target.slice());
  };

  host(own: AsyncMikeyHost): AsyncMikeyHost {
    return withMaking(own, async make => {
      const made = await make();
      this.#made.push(made);
      return made;
    });
  }

  get chance(): Chance {
    return { now: this.now, drawn: Uint8Array.from(Buffer.concat(this.#drawn)), made: this.#made };
  }
}

/** Gives what was kept, once; what comes behind it is new. */
export class RepeatedChance implements ChanceSource {
  readonly now: number;
  readonly #drawn: Uint8Array;
  readonly #made: Uint8Array[];
  #at = 0;

  constructor({ now, drawn, made }: Chance) {
    this.now = now;
    this.#drawn = drawn;
    this.#made = [...made];
  }

  readonly random: RandomSource = target => {
    const end = this.#at + target.length;
    if (end > this.#drawn.length) systemRandom(target);
    else target.set(this.#drawn.subarray(this.#at, end));
    this.#at = end;
  };

  host(own: AsyncMikeyHost): AsyncMikeyHost {
    return withMaking(own, async make => this.#made.shift() ?? make());
  }
}

type Making = (make: () => Uint8Array | Promise<Uint8Array>) => Promise<Uint8Array>;

/** Key pairs for Diffie-Hellman are left to the library, which draws them from the random source that it is given. */
function withMaking({ dhKeyPair: _, sign, encryptEnvelope, ...own }: AsyncMikeyHost, making: Making): AsyncMikeyHost {
  return {
    ...own,
    ...(sign && { sign: (octets, scheme) => making(() => sign(octets, scheme)) }),
    ...(encryptEnvelope && { encryptEnvelope: (key, envelopeKey) => making(() => encryptEnvelope(key, envelopeKey)) }),
  };
}
