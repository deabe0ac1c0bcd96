import type { Bundle } from '@sdpsec/mikey';
import type { CryptoAttribute } from '@sdpsec/sdes';
import type { Secret } from '@sdpsec/srtp-core/parameters';
import type { Profile, SectionReading } from '../reading/index.js';
import type { SectionOutcome } from './agreement.js';
import type { DtlsPair } from './dtls-association.js';
import type { Keyed } from './key-set.js';
import type { MikeyKeys } from './mikey-keys.js';
import { lesser, type Protection, unprotected } from './protection.js';

/** The lines by which the keys of a section were exchanged. */
export interface ExchangedKeys {
  /** Ours: what we send with. */
  readonly own: CryptoAttribute;
  /** The peer's: what we receive with. */
  readonly peer: CryptoAttribute;
}

/** What a dialog remembers of one m= section. */
export interface DialogSection {
  readonly media: string;
  readonly kind: SectionOutcome['kind'];
  /** By what its media is protected. */
  readonly protection: Protection;
  readonly profile: Profile;
  /** Transport addresses, to see whether one has moved (RFC 4568 §7.1.4). */
  readonly ownAddress: string;
  readonly peerAddress: string;
  /** With `a=crypto`, in the section that describes the transport. */
  readonly keys?: ExchangedKeys;
  /** With DTLS-SRTP. */
  readonly dtls?: DtlsPair;
  /** With MIKEY, in the section that describes the transport. */
  readonly mikey?: MikeyKeys;
}

/**
 * What two sides have agreed on so far, as an immutable value: every step takes one as `previous` and yields the next. A re-offer that
 * fails changes nothing: go on with the value that you have (RFC 3264 §8).
 *
 * It holds keys, so `inspect` and JSON show its shape alone.
 *
 * @example
 * ```ts
 * const { dialog } = answerOffer(offerSdp, localSdp);
 * const refresh = createOffer(localSdp, { previous: dialog }); // the same keys
 * const rekeyed = createOffer(localSdp, { previous: dialog, rekey: true });
 * ```
 */
export class Dialog {
  readonly #sections: readonly DialogSection[];
  /** By what each medium is protected, or was when it last had a section of its own. */
  readonly #media: ReadonlyMap<string, Protection>;
  readonly #ownKeys: ReadonlySet<Secret>;

  constructor(sections: readonly DialogSection[], previous?: Dialog) {
    this.#sections = Object.freeze([...sections]);
    const media = new Map(previous ? previous.#media : []);
    for (const [medium, protection] of protectionByMedium(sections)) media.set(medium, protection);
    this.#media = media;
    const ownKeys = new Set(previous ? previous.#ownKeys : []);
    for (const { keys, mikey } of sections) {
      for (const { key } of keys?.own.keys ?? []) ownKeys.add(key);
      for (const { key } of mikey?.send.masterKeys ?? []) ownKeys.add(key);
    }
    this.#ownKeys = ownKeys;
  }

  /** How many m= sections it has. */
  get size(): number {
    return this.#sections.length;
  }

  /** What it remembers of an m= section, if that is still the same media: a slot may be reused after a rejection (RFC 3264 §8.1). */
  section(index: number, media: string): DialogSection | undefined {
    const section = this.#sections[index];
    return section?.media === media ? section : undefined;
  }

  /**
   * What may not get weaker where media goes on in an m= section. One that is new, was rejected or had another medium is measured by that
   * medium elsewhere in the call, so that no other place or port is a way into the clear.
   */
  protectionOf(index: number, media: string): Protection {
    const section = this.section(index, media);
    if (section && section.kind !== 'rejected') return section.protection;
    return this.#media.get(media.toLowerCase()) ?? unprotected;
  }

  /** All keys that we send with, or did before a re-key: whoever comes with one of them has it from us (RFC 4568 §7.1.2). */
  get ownKeys(): Keyed {
    return { keys: Array.from(this.#ownKeys, key => ({ key })) };
  }

  /** The MIKEY bundle with that CSB ID, which a message may update (RFC 3830 §4.5). */
  bundle(csbId: number): Bundle | undefined {
    return this.#sections.find(({ mikey }) => mikey?.bundle.csbId === csbId)?.mikey?.bundle;
  }

  /** The CSB IDs of its bundles, which a new bundle with the same peer must not take (RFC 3830 §6.1). */
  get csbIds(): readonly number[] {
    return this.#sections.flatMap(({ mikey }) => mikey?.bundle.csbId ?? []);
  }

  toString(): string {
    const secured = this.#sections.filter(({ protection }) => protection.level === 'keyed').length;
    return `[Dialog: ${this.#sections.length} m= sections, ${secured} secured]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** By what each medium is protected that has any; the least of several sections counts. */
function protectionByMedium(sections: readonly DialogSection[]): Map<string, Protection> {
  const found = new Map<string, Protection>();
  for (const { media, kind, protection } of sections) {
    if (kind === 'rejected' || protection.level === 'none') continue;
    const medium = media.toLowerCase();
    const other = found.get(medium);
    found.set(medium, other ? lesser(other, protection) : protection);
  }
  return found;
}

/** The transport address of a section. A held stream (`0.0.0.0`, RFC 3264 §8.4) has not moved: it keeps the one it had. */
export function addressOf(section: Pick<SectionReading, 'address' | 'port'>, before: string | undefined): string {
  const address = section.address ?? '';
  if (before !== undefined && (section.port === 0 || /\s(?:0\.0\.0\.0|::)$/.test(address))) return before;
  return `${address} ${section.port ?? ''}`;
}
