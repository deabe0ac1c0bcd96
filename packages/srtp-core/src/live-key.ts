import type { KeySlot } from './engine.js';
import type { Direction, SrtpEvent } from './events.js';
import { keyId } from './key-id.js';
import { leaseSlot, type SlotLease } from './key-slots.js';
import type { Settings } from './options.js';
import type { MasterKey } from './parameters.js';
import type { SrtpSuite } from './suites.js';

/** RFC 4568 §6.4.2: packets of all SSRCs together, once more than one SSRC uses a key, unless its keying says otherwise. */
const defaultSharedLimit = 2 ** 31;

/** Session keys kept per kind of packet where a key derivation rate changes them: those of streams apart and of late packets. */
const keptSlots = 8;

/** Session keys of one `r`, of SRTP or SRTCP. */
interface SessionKeys {
  readonly r: number;
  readonly rtcp: boolean;
  readonly lease: SlotLease;
}

/** A master key at work in one direction: its session keys, and what is left of its life. */
export class LiveKey {
  readonly names: KeyNames;
  readonly suite: SrtpSuite;
  readonly master: MasterKey;
  readonly srtp: KeyLife;
  readonly srtcp: KeyLife;
  /** How often the direction had set its ROC back to zero when the key came. */
  resets = 0;
  readonly #rate: number;
  readonly #settings: Settings;
  readonly #leases: SessionKeys[] = [];
  /** Those of an index that nothing has proven: a forged packet must not push out the keys of good ones. */
  #candidate: SessionKeys | undefined;
  readonly #fixed: KeySlot | undefined;

  constructor(names: KeyNames, suite: SrtpSuite, master: MasterKey, rate: number, direction: Direction, settings: Settings) {
    this.names = names;
    this.suite = suite;
    this.master = master;
    this.#rate = rate;
    this.#settings = settings;
    const { lifetime } = master;
    // RFC 3711 §9.2 and the signalled lifetime (RFC 4568 §6.1): the first limit reached wins.
    this.srtp = new KeyLife('srtp', Math.min(lifetime?.srtp ?? Infinity, suite.limit.srtp), direction, master, settings);
    this.srtcp = new KeyLife('srtcp', Math.min(lifetime?.srtcp ?? Infinity, suite.limit.srtcp), direction, master, settings);
    // At once, so that keys that cannot work fail where they come in and not at the first packet.
    this.#leases.push({ r: 0, rtcp: false, lease: this.#lease(0) });
    this.#fixed = rate === 0 ? this.#leases[0]?.lease.slot : undefined;
  }

  /** What is left of the key for SRTP or for SRTCP. */
  life(rtcp: boolean): KeyLife {
    return rtcp ? this.srtcp : this.srtp;
  }

  /** The session keys where no derivation rate changes them. */
  get fixedSlot(): KeySlot | undefined {
    return this.#fixed;
  }

  /** Whether so many more packets of `ssrc` need no other session keys and bring no event. */
  isQuietFor(rtcp: boolean, ssrc: number, packets: number): boolean {
    return this.#fixed !== undefined && this.life(rtcp).isQuietFor(ssrc, packets);
  }

  /** The session keys for an index: `r` = index DIV key_derivation_rate (RFC 3711 §4.3.1). */
  slot(rtcp: boolean, index: number): KeySlot {
    return this.#fixed ?? this.#slotAt(rtcp, Math.floor(index / this.#rate));
  }

  /** The index was one of the sender's own: its session keys stay at hand. After {@link slot}, once a packet has authenticated or been made. */
  keep(rtcp: boolean, index: number): void {
    if (this.#fixed) return;
    const leases = this.#leases;
    const r = Math.floor(index / this.#rate);
    const at = leases.findIndex(one => one.r === r && one.rtcp === rtcp);
    const proven = at < 0 ? this.#candidate : leases[at];
    if (at === 0 || proven?.r !== r || proven.rtcp !== rtcp) return;
    if (at < 0) this.#candidate = undefined;
    else leases.splice(at, 1);
    leases.unshift(proven);
    if (leases.length > keptSlots) leases.pop()?.lease.release();
  }

  #slotAt(rtcp: boolean, r: number): KeySlot {
    const kept = this.#leases.find(one => one.r === r && one.rtcp === rtcp);
    if (kept) return kept.lease.slot;
    if (this.#candidate?.r !== r || this.#candidate.rtcp !== rtcp) {
      const lease = this.#lease(r);
      this.#candidate?.lease.release();
      this.#candidate = { r, rtcp, lease };
    }
    return this.#candidate.lease.slot;
  }

  #lease(r: number): SlotLease {
    const { key, salt } = this.master;
    return leaseSlot(this.#settings.engine, this.suite, this.names.material, key, salt, r);
  }

  close(): void {
    for (const { lease } of this.#leases) lease.release();
    this.#candidate?.lease.release();
    this.#candidate = undefined;
    this.#leases.length = 0;
  }
}

/** The names under which a master key is found again. */
export interface KeyNames {
  /** Equal for equal key. */
  readonly key: string;
  /** Equal for equal key and salt: suites of one cipher make the same keystream of them (RFC 3711 §4.3.1 does not derive from the suite). */
  readonly material: string;
  /** Equal for equal key, salt, suite and key derivation rate. */
  readonly id: string;
}

/** @param live keys whose names are known: the very same secrets cost no HMAC, and may have been wiped by now */
export function keyNames(suite: SrtpSuite, master: MasterKey, rate: number, live: Iterable<LiveKey>): KeyNames {
  let known: KeyNames | undefined;
  for (const one of live) if (one.master.key === master.key && one.master.salt === master.salt) known = one.names;
  const key = known?.key ?? keyId(master.key);
  const material = known?.material ?? `${key} ${keyId(master.salt)}`;
  return { key, material, id: `${suite.name} ${rate} ${material}` };
}

/** The state of a {@link KeyLife}, for a snapshot. */
export interface KeyLifeState {
  readonly used: number;
  /** The SSRC of the first packet, -1 before it. */
  readonly firstSsrc: number;
  /** Whether a second SSRC has used the key. */
  readonly shared: boolean;
}

/** Counts the SRTP or the SRTCP packets of a master key. */
export class KeyLife {
  used = 0;
  readonly #protocol: 'srtp' | 'srtcp';
  readonly #direction: Direction;
  readonly #mki: Uint8Array | undefined;
  readonly #sharedLimit: number;
  readonly #settings: Settings;
  #limit: number;
  /** The count at which the next event is due. */
  #eventAt: number;
  #warned = false;
  #firstSsrc = -1;
  #shared = false;

  constructor(protocol: 'srtp' | 'srtcp', limit: number, direction: Direction, master: MasterKey, settings: Settings) {
    this.#protocol = protocol;
    this.#limit = limit;
    this.#direction = direction;
    this.#mki = master.mki;
    this.#sharedLimit = master.sharedLimit ?? defaultSharedLimit;
    this.#settings = settings;
    this.#eventAt = this.#warningAt();
  }

  get limit(): number {
    return this.#limit;
  }

  /** Whether the key may not be used for one more packet of `ssrc`. */
  expiredFor(ssrc: number): boolean {
    if (ssrc !== this.#firstSsrc && this.used > 0 && !this.#shared) return this.used >= Math.min(this.#limit, this.#sharedLimit);
    return this.used >= this.#limit;
  }

  /** Whether counting so many more packets of `ssrc` reports nothing and reaches no limit. */
  isQuietFor(ssrc: number, packets: number): boolean {
    return (this.#shared || ssrc === this.#firstSsrc) && this.used + packets < Math.min(this.#eventAt, this.#limit);
  }

  /** Counts one more packet of an SSRC that has been counted before; false, and not counted, where that reports or ends something. */
  countQuietly(): boolean {
    const used = this.used + 1;
    if (used >= this.#eventAt || used >= this.#limit) return false;
    this.used = used;
    return true;
  }

  /** Counts a packet that was protected, or that was authenticated. */
  count(ssrc: number): void {
    this.used++;
    if (ssrc !== this.#firstSsrc) this.#addSsrc(ssrc);
    if (this.used >= this.#eventAt) this.#report();
  }

  /** Counts packets that may have been protected after a snapshot was taken. */
  skip(packets: number): void {
    this.used = Math.min(this.#limit, this.used + packets);
  }

  save(): KeyLifeState {
    return { used: this.used, firstSsrc: this.#firstSsrc, shared: this.#shared };
  }

  load({ used, firstSsrc, shared }: KeyLifeState): void {
    this.used = used;
    this.#firstSsrc = firstSsrc;
    if (shared) this.#share();
  }

  #addSsrc(ssrc: number): void {
    if (this.#firstSsrc < 0) this.#firstSsrc = ssrc;
    else if (!this.#shared) this.#share();
  }

  #share(): void {
    this.#shared = true;
    this.#limit = Math.min(this.#limit, this.#sharedLimit);
    this.#eventAt = this.#warningAt();
  }

  #warningAt(): number {
    const margin = this.#settings.lifetimeMargin ?? Math.min(2 ** 20, Math.floor(this.#limit / 16));
    return Math.max(1, this.#limit - margin);
  }

  #report(): void {
    const common = { direction: this.#direction, protocol: this.#protocol, ...(this.#mki && { mki: this.#mki }) } as const;
    const events: SrtpEvent[] = [];
    if (!this.#warned) events.push({ kind: 'key-expiring', ...common, remaining: this.#limit - this.used });
    if (this.used >= this.#limit) events.push({ kind: 'key-expired', ...common });
    this.#warned = true;
    this.#eventAt = this.used >= this.#limit ? Infinity : this.#limit;
    for (const event of events) this.#settings.onEvent(event);
  }
}
