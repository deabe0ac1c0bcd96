import type { MikeyMessage } from '@sdpsec/mikey/codec';
import type { MediaDescription, SdpDocument, SdpLine, TextRange } from '@sdpsec/negotiation/document';
import {
  type AttributeIndex,
  type FingerprintLine,
  type CryptoLine as JudgedLine,
  type KeyMgmtLine,
  type MikeyReading,
  readCryptoCapability,
  readMikeyMessage,
  readSecurity,
  type SectionReading,
  type SecurityReading,
} from '@sdpsec/negotiation/reading';
import type { CryptoAttribute, CryptoProblem, CryptoProblemCode, DeviationCode } from '@sdpsec/sdes';
import type { CheckOptions } from './check.js';
import type { DocumentRole } from './finding.js';
import type { Place } from './rule.js';
import { keysOf, type UsedKey } from './used-key.js';

/** An attribute, and the 0-based index of its m= section: `undefined` in the session part. */
export interface AttributeLine {
  readonly line: SdpLine;
  readonly section: number | undefined;
}

/** An `a=crypto` line, or the crypto attribute of an `a=acap` line (RFC 5939 §3.4.1), with what became of it. */
export interface CryptoLine extends AttributeLine {
  readonly kind: 'attribute' | 'capability';
  /** The value that was read: all of it, or what follows `crypto:` in a capability. */
  readonly text: string;
  /** Where `text` begins in the document. */
  readonly offset: number;
  readonly value: CryptoAttribute | CryptoProblem;
}

/** One departure from the grammar, and where. */
export interface Occurrence<T> {
  readonly place: Place;
  readonly source: CryptoLine;
  readonly what: T;
}

/** A crypto line that can be used. */
export type UsableLine = CryptoLine & { readonly value: CryptoAttribute };

/** An m= section with its security attributes. */
export interface SectionView {
  readonly index: number;
  /** Index of the line behind its last one. */
  readonly end: number;
  readonly line: SdpLine;
  readonly description: MediaDescription;
  readonly reading: SectionReading;
  /** Its `a=crypto` lines. */
  readonly crypto: readonly CryptoLine[];
}

/** What rules see of one SDP: the document, and its security attributes read once for all of them. */
export class SdpView {
  readonly document: SdpDocument;
  readonly role: DocumentRole;
  readonly options: CheckOptions;
  readonly reading: SecurityReading;
  /** All crypto lines: of the session part, of the m= sections, and those that are capabilities. */
  readonly crypto: readonly CryptoLine[];
  readonly sections: readonly SectionView[];
  /** The lines that can be used. */
  readonly usable: readonly UsableLine[];
  /** All fingerprints, with their m= section. */
  readonly fingerprints: readonly { readonly fingerprint: FingerprintLine; readonly section: number | undefined }[];
  /** All `a=key-mgmt` lines, with their m= section. */
  readonly keyMgmt: readonly (KeyMgmtLine & AttributeLine)[];
  readonly #named = new Map<string, AttributeLine[]>();
  #keys: readonly UsedKey[] | undefined;
  #tagged: ReadonlyMap<number, SectionView> | undefined;
  #mikey: readonly { readonly reading: MikeyReading; readonly place: Place }[] | undefined;
  readonly #deviations = new Map<DeviationCode, Occurrence<DeviationCode>[]>();
  readonly #problems = new Map<CryptoProblemCode, Occurrence<CryptoProblem>[]>();

  constructor(document: SdpDocument, role: DocumentRole, options: CheckOptions) {
    this.document = document;
    this.role = role;
    this.options = options;
    this.reading = readSecurity(document);
    this.sections = this.reading.sections.map(reading => ({
      index: reading.index,
      end: reading.range.end,
      description: reading.range.description,
      line: reading.line,
      reading,
      crypto: reading.own.crypto.map(attributeLine),
    }));
    this.#name(this.reading.session.attributes, undefined);
    for (const { attributes, index } of this.reading.sections) this.#name(attributes, index);
    this.crypto = [
      ...this.reading.session.crypto.map(attributeLine),
      ...this.sections.flatMap(section => section.crypto),
      ...this.linesNamed('acap').flatMap(capabilityLine),
    ];
    for (const source of this.crypto) this.#sort(source);
    this.usable = this.crypto.filter((line): line is UsableLine => line.value.kind === 'crypto');
    const { session, sections } = this.reading;
    this.fingerprints = [
      ...session.fingerprints.map(fingerprint => ({ fingerprint, section: undefined })),
      ...sections.flatMap(({ index, own }) => own.fingerprints.map(fingerprint => ({ fingerprint, section: index }))),
    ];
    this.keyMgmt = [
      ...session.keyMgmt.map(line => ({ ...line, section: undefined })),
      ...sections.flatMap(({ index, own }) => own.keyMgmt.map(line => ({ ...line, section: index }))),
    ];
  }

  /** Where that departure was tolerated. */
  deviations(code: DeviationCode): readonly Occurrence<DeviationCode>[] {
    return this.#deviations.get(code) ?? [];
  }

  /** The lines that cannot be used for that reason. */
  problems(code: CryptoProblemCode): readonly Occurrence<CryptoProblem>[] {
    return this.#problems.get(code) ?? [];
  }

  /** All keys of usable lines, in the order of the document. */
  get keys(): readonly UsedKey[] {
    this.#keys ??= this.usable.flatMap(keysOf);
    return this.#keys;
  }

  /** The text at a place; never of a key. */
  textAt({ offset, length }: Place): string {
    return this.document.text.slice(offset, offset + length);
  }

  /** Where the name of the suite stands in a usable line. */
  suitePlace(source: CryptoLine): Place {
    const name = source.value.kind === 'crypto' ? source.value.spelling.suite : '';
    return placeIn(source, { offset: source.text.indexOf(name), length: name.length });
  }

  /** The attributes of that name in an m= section, or in the session part. */
  attributes(section: SectionView | undefined, name: string): readonly SdpLine[] {
    return (section?.reading ?? this.reading.session).attributes.get(name) ?? [];
  }

  /** The first attribute of that name. */
  attribute(section: SectionView | undefined, name: string): SdpLine | undefined {
    return this.attributes(section, name)[0];
  }

  /** The attributes of that name anywhere, with their m= section. */
  linesNamed(name: string): readonly AttributeLine[] {
    return this.#named.get(name) ?? [];
  }

  /** The MIKEY messages that can be read, and the faults of those that cannot. */
  get mikey(): readonly { readonly reading: MikeyReading; readonly place: Place }[] {
    this.#mikey ??= this.keyMgmt.flatMap(line => {
      const reading = readMikeyMessage(line);
      return reading ? [{ reading, place: placeOf(line.line, line.section) }] : [];
    });
    return this.#mikey;
  }

  /** The same messages with the lines that they stand in. */
  get mikeyLines(): readonly { readonly source: KeyMgmtLine & AttributeLine; readonly message: MikeyMessage }[] {
    return this.keyMgmt.flatMap(source => {
      const reading = readMikeyMessage(source);
      return reading?.kind === 'message' ? [{ source, message: reading.message }] : [];
    });
  }

  /** A section that carries media, or will once it is bundled (RFC 9143 §6): not one that is rejected by port 0. */
  isActive(section: SectionView): boolean {
    return section.reading.active;
  }

  /** Keying other than a=crypto: DTLS-SRTP, key-mgmt (RFC 4567) under either spelling, ZRTP. */
  hasOtherKeying(section: SectionView): boolean {
    const { fingerprints, keyMgmt, zrtpHashes } = section.reading;
    return fingerprints.length + keyMgmt.length + zrtpHashes.length > 0;
  }

  /** The section whose transport a bundled section uses: the one named first in its BUNDLE group (RFC 9143 §7.2). */
  taggedSection(section: SectionView): SectionView | undefined {
    this.#tagged ??= taggedSections(this);
    return this.#tagged.get(section.index);
  }

  /** Whether two different m= sections are in one BUNDLE group. */
  inOneBundle(a: number | undefined, b: number | undefined): boolean {
    const [one, other] = [a, b].map(index => index !== undefined && this.taggedSection(this.sections[index] as SectionView));
    return one !== false && one !== undefined && one === other;
  }

  #name(attributes: AttributeIndex, section: number | undefined): void {
    for (const [name, lines] of attributes) for (const line of lines) append(this.#named, name, { line, section });
  }

  #sort(source: CryptoLine): void {
    const { value } = source;
    if (value.kind === 'problem') append(this.#problems, value.code, { place: placeIn(source, value), source, what: value });
    for (const deviation of value.deviations ?? [])
      append(this.#deviations, deviation.code, { place: placeIn(source, deviation), source, what: deviation.code });
  }
}

/** The place in the document of a stretch of a crypto line's text. */
export function placeIn({ offset, section }: CryptoLine, span: TextRange): Place {
  return { offset: offset + span.offset, length: span.length, section };
}

/** The place of an attribute's value, or of a stretch of it. */
export function valuePlace({ line, section }: AttributeLine, span: TextRange = { offset: 0, length: line.value.length }): Place {
  return { offset: line.valueOffset + span.offset, length: span.length, section };
}

/** The place of a whole line. */
export function placeOf(line: SdpLine, section?: number): Place {
  return { offset: line.offset, length: line.endOffset - line.offset, section };
}

function attributeLine({ line, section, value }: JudgedLine): CryptoLine {
  return { kind: 'attribute', line, section, text: line.value, offset: line.valueOffset, value };
}

function capabilityLine({ line, section }: AttributeLine): CryptoLine[] {
  const found = readCryptoCapability(line);
  return found ? [{ kind: 'capability', section, ...found }] : [];
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** For each bundled section the tagged one of its group. */
function taggedSections({ reading, sections }: SdpView): Map<number, SectionView> {
  const found = new Map<number, SectionView>();
  for (const group of reading.bundles) {
    const tagged = sections[group.sections[0] ?? -1];
    for (const member of tagged ? group.sections : []) found.set(member, tagged as SectionView);
  }
  return found;
}
