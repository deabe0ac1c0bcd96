import type { PacketRefusal } from '@sdpsec/srtp-core';
import { type Guess, guesses, type MediaKind } from './guess.js';
import type { Candidates } from './keyring.js';
import { Opener } from './opener.js';

/** Keys that a lane took up, when, and from which rollover counter on. */
export interface KeyChange {
  /** Microseconds. */
  readonly at: number;
  readonly guess: Guess;
  readonly roc: number;
}

export type LaneResult =
  | { readonly kind: 'opened'; readonly plain: Buffer }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly code: PacketRefusal };

/** Rollover counters that are tried on a stream whose beginning the capture does not hold: a day of audio, an hour of fast video. */
const mostRoc = 128;
const mostRocGuesses = 4;
/** Searches after which only a lasting failure starts another one, so that forged packets cannot make a search each. */
const freeSearches = 64;
const mostPrevious = 4;

/** RTP or RTCP of one SSRC: follows one guess at a time, and looks for another when packets stop to authenticate. */
export class Lane {
  readonly changes: KeyChange[] = [];
  readonly #kind: MediaKind;
  readonly #ssrc: number;
  readonly #givenRoc: number | undefined;
  #active: Opener | undefined;
  #previous: Opener[] = [];
  #failures = 0;
  #searches = 0;
  #roc = 0;
  #sequence: number | undefined;

  constructor(kind: MediaKind, ssrc: number, givenRoc: number | undefined) {
    this.#kind = kind;
    this.#ssrc = ssrc;
    this.#givenRoc = givenRoc;
  }

  /** The guess that opens this lane now. */
  get guess(): Guess | undefined {
    return this.#active?.guess;
  }

  /** `first` is tried before all that the candidates give: what opens the other lane of the stream. */
  take(packet: Buffer, at: number, candidates: () => Candidates, first?: Guess): LaneResult {
    const result = this.#active?.open(packet) ?? 'auth-failed';
    if (typeof result !== 'string') return this.#opened(packet, result);
    if (result === 'replayed' || result === 'too-old') return { kind: 'repeated' };
    for (const opener of this.#previous) {
      const plain = opener.open(packet);
      if (typeof plain !== 'string') return { kind: 'opened', plain };
    }
    this.#failures++;
    return this.#mayWork() && this.#search(packet, candidates(), first) !== undefined
      ? this.#reopened(packet, at)
      : { kind: 'refused', code: result };
  }

  /** A search found another opener; the packet that shows it was tried on a receiver of its own. */
  #reopened(packet: Buffer, at: number): LaneResult {
    const opener = this.#active as Opener;
    const plain = opener.open(packet);
    if (typeof plain === 'string') return { kind: 'refused', code: plain };
    this.#roc = opener.firstRoc;
    this.#sequence = undefined;
    this.changes.push({ at, guess: opener.guess, roc: opener.firstRoc });
    return this.#opened(packet, plain);
  }

  #opened(packet: Buffer, plain: Buffer): LaneResult {
    this.#failures = 0;
    if (this.#kind === 'rtp') this.#follow(packet.readUInt16BE(2));
    return { kind: 'opened', plain };
  }

  /** Keeps the rollover counter of the newest packet, where another key is to go on (RFC 3711 §3.3.1). */
  #follow(sequence: number): void {
    const distance = this.#sequence === undefined ? 0 : ((sequence - this.#sequence + 0x8000) & 0xffff) - 0x8000;
    if (this.#sequence !== undefined && distance <= 0) return;
    if (this.#sequence !== undefined && sequence < this.#sequence) this.#roc++;
    this.#sequence = sequence;
  }

  #mayWork(): boolean {
    const isPowerOfTwo = (this.#failures & (this.#failures - 1)) === 0;
    return isPowerOfTwo && (this.#searches < freeSearches || this.#failures >= 8);
  }

  #search(packet: Buffer, candidates: Candidates, first: Guess | undefined): Opener | undefined {
    this.#searches++;
    const all = [...(first ? [first] : []), ...guesses(this.#kind, candidates)];
    const found = this.#try(packet, all, this.#rocs()) ?? this.#tryRocs(packet, all);
    if (!found) return undefined;
    if (this.#active) this.#previous = [this.#active, ...this.#previous].slice(0, mostPrevious);
    this.#active = found;
    return found;
  }

  /** A rekey keeps the counter or resets it; peers do both (RFC 3711 §3.3.1, RFC 4568 §7.1.4). */
  #rocs(): number[] {
    if (this.#kind === 'rtcp') return [0];
    const likely = this.#active ? [this.#roc, 0] : [0];
    return [...new Set([...(this.#givenRoc === undefined ? [] : [this.#givenRoc]), ...likely])];
  }

  #tryRocs(packet: Buffer, all: readonly Guess[]): Opener | undefined {
    if (this.#kind === 'rtcp' || this.#active) return undefined;
    const announced = all.filter(({ relation, departure }) => relation !== 'elsewhere' && !departure).slice(0, mostRocGuesses);
    return this.#try(
      packet,
      announced,
      Array.from({ length: mostRoc }, (_, roc) => roc + 2),
    );
  }

  #try(packet: Buffer, all: readonly Guess[], rocs: readonly number[]): Opener | undefined {
    for (const guess of all)
      for (const roc of rocs) {
        const probe = new Opener(guess, this.#kind, this.#ssrc, roc);
        const opens = typeof probe.open(packet) !== 'string';
        probe.close();
        if (opens) return new Opener(guess, this.#kind, this.#ssrc, roc);
      }
    return undefined;
  }
}
