import type { MikeyMessage } from '@sdpsec/mikey/codec';
import type { MediaDescription, SdpDocument, SdpLine, TextRange } from '@sdpsec/negotiation/document';
import {
  type AttributeIndex,
  type FingerprintLine,
  type KeyMgmtLine,
  type MikeyReading,
  readMikeyMessage,
  readSecurity,
  type SectionReading,
  type SecurityReading,
} from '@sdpsec/negotiation/reading';
import type { CryptoProblem, CryptoProblemCode, DeviationCode } from '@sdpsec/sdes';
import type { CheckOptions } from './check.js';
import {
  type AttributeLine,
  type CryptoLine,
  capabilityLine,
  cryptoLines,
  isReadable,
  type ReadableLine,
} from './crypto-lines.js';
import type { DocumentRole } from './finding.js';
import { meantProfile } from './meant-profile.js';
import type { Place } from './rule.js';
import { keysOf, type UsedKey } from './used-key.js';

/** One departure from the grammar, and where. */
export interface Occurrence<T> {
  readonly place: Place;
  readonly source: CryptoLine;
  readonly what: T;
}

/** An m= section with its security attributes. */
export interface SectionView {
  readonly index: number;
  /** Index of the line behind its last one. */
  readonly end: number;
  readonly line: SdpLine;
  readonly description: MediaDescription;
  /** The transport of the m= line, in place of a misspelt one that which is meant. */
  readonly proto: string;
  readonly reading: SectionReading;
  /** Its `a=crypto` lines, those under a misspelt name too; without any, those in the session part that can be meant for no other section. */
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
  /** The lines of which something can be read. */
  readonly readable: readonly ReadableLine[];
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
    const session = cryptoLines(this.reading.session.crypto, this.reading.session.attributes, undefined);
    const own = this.reading.sections.map(reading => ({
      reading,
      lines: cryptoLines(reading.own.crypto, reading.attributes, reading.index),
    }));
    this.sections = own.map(({ reading, lines }) => ({
      index: reading.index,
      end: reading.range.end,
      description: reading.range.description,
      proto: meantProfile(reading.range.description.proto),
      line: reading.line,
      reading,
      crypto: own.length === 1 && lines.length === 0 ? session : lines,
    }));
    this.#name(this.reading.session.attributes, undefined);
    for (const { attributes, index } of this.reading.sections) this.#name(attributes, index);
    // Loops and not flatMap, which takes some engines a third of a microsecond a line: all of this is done for every check.
    const crypto: CryptoLine[] = [];
    for (const lines of [session, ...own.map(one => one.lines), ...this.linesNamed('acap').map(capabilityLine)])
      for (const line of lines) crypto.push(line);
    for (const source of crypto) this.#sort(source);
    this.crypto = crypto;
    this.readable = crypto.filter(isReadable);
    const { sections } = this.reading;
    this.fingerprints = [
      ...this.reading.session.fingerprints.map(fingerprint => ({ fingerprint, section: undefined })),
      ...sections.flatMap(({ index, own }) => own.fingerprints.map(fingerprint => ({ fingerprint, section: index }))),
    ];
    this.keyMgmt = [
      ...this.reading.session.keyMgmt.map(line => ({ ...line, section: undefined })),
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

  /** All keys that can be read, in the order of the document. */
  get keys(): readonly UsedKey[] {
    this.#keys ??= keysOf(this.readable);
    return this.#keys;
  }

  /** The text at a place; never of a key. */
  textAt({ offset, length }: Place): string {
    return this.document.text.slice(offset, offset + length);
  }

  /** Where the name of the suite stands. */
  suitePlace(source: ReadableLine): Place {
    const name = source.parts.spelling?.suite ?? '';
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
    for (const what of value.kind === 'problem' ? [value, ...(value.others ?? [])] : [])
      append(this.#problems, what.code, { place: placeIn(source, what), source, what });
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
