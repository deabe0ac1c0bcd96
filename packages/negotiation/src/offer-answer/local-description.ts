import { SdpDocument, type SdpEdit } from '../document/index.js';
import {
  type AttributeIndex,
  type KeyingLines,
  NegotiationError,
  readSecurity,
  type SectionReading,
  type SecurityReading,
} from '../reading/index.js';

/**
 * Reads what the caller says of itself: its own SDP body without security.
 *
 * @throws {@link NegotiationError} `bad-local-sdp` without any m= section.
 */
export function readLocal(sdp: string | SdpDocument): SecurityReading {
  const document = SdpDocument.parse(sdp);
  if (document.media.length === 0)
    throw new NegotiationError('bad-local-sdp', 'expected a local description with at least one m= section');
  return readSecurity(document);
}

/** The edits that put keys into a local description; `a=crypto`, `a=key-mgmt` and `k=` lines that it brings along make way. */
export class DescriptionEdits {
  readonly #edits: SdpEdit[] = [];
  readonly #document: SdpDocument;

  constructor({ document, session, sections }: SecurityReading) {
    this.#document = document;
    this.#removeKeys(session);
    for (const { own } of sections) this.#removeKeys(own);
    // RFC 8866 §5.12: obsolete; beside a=crypto its meaning is undefined (RFC 4568 §7.5).
    for (const { type, index } of document.lines) if (type === 'k') this.#edits.push({ kind: 'delete', line: index });
  }

  /** Lines at the end of a section. */
  add({ range }: SectionReading, lines: readonly string[]): void {
    if (lines.length === 0) return;
    let before = range.end;
    while (before > range.first + 1 && this.#document.lines[before - 1]?.type === undefined) before--;
    this.#edits.push({ kind: 'insert', before, lines });
  }

  /** Lines at the end of the session part. */
  addToSession(lines: readonly string[]): void {
    if (lines.length > 0) this.#edits.push({ kind: 'insert', before: this.#document.session.end, lines });
  }

  /** Another proto field. */
  setProfile({ range, profile }: SectionReading, name: string): void {
    if (profile.name !== name) this.#edits.push({ kind: 'splice', ...range.description.ranges.proto, text: name });
  }

  /** Port 0: the section is rejected (RFC 3264 §6). */
  reject({ range }: SectionReading): void {
    this.#edits.push({ kind: 'splice', ...range.description.ranges.port, text: '0' });
  }

  /** Other text for a whole line. */
  replaceLine(line: number, text: string): void {
    this.#edits.push({ kind: 'replace', line, lines: [text] });
  }

  /** All attributes of some names in a part of the description. */
  remove(names: readonly string[], attributes: AttributeIndex): void {
    for (const name of names)
      for (const { index } of attributes.get(name) ?? []) this.#edits.push({ kind: 'delete', line: index });
  }

  apply(): SdpDocument {
    return this.#document.edit(this.#edits);
  }

  #removeKeys({ crypto, keyMgmt }: KeyingLines): void {
    for (const lines of [crypto, keyMgmt]) for (const { line } of lines) this.#edits.push({ kind: 'delete', line: line.index });
  }
}
