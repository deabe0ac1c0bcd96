import { applyEdits, type SdpEdit } from './edit.js';
import { decode, type Encoding, encode } from './encoding.js';
import { NegotiationError } from './errors.js';
import { type MediaDescription, parseMediaDescription } from './media-description.js';
import { isContinuation, type LineEnd, SdpLine } from './sdp-line.js';

/** Lines `first` up to, not including, `end`: indices into {@link SdpDocument.lines}. */
export interface LineRange {
  readonly first: number;
  readonly end: number;
}

/** An `m=` line with all that belongs to it; `first` is the `m=` line. */
export interface MediaSection extends LineRange {
  /** 0-based place among the m= sections. */
  readonly index: number;
  readonly description: MediaDescription;
}

/** A place for people: both 1-based, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * An SDP (RFC 8866) with every octet kept: line ends, odd lines, a missing last line end and octets that are not UTF-8
 * all come out again as they went in. It knows lines and m= sections and nothing about what they mean.
 *
 * It may hold keys, so `inspect` and `JSON.stringify` show its size alone.
 *
 * @example
 * ```ts
 * const document = SdpDocument.parse('v=0\r\nm=audio 5004 RTP/AVP 0\r\n');
 * document.media[0]?.description.proto; // 'RTP/AVP'
 * document.edit([{ kind: 'insert', before: 2, lines: ['a=sendrecv'] }]).text;
 * // 'v=0\r\nm=audio 5004 RTP/AVP 0\r\na=sendrecv\r\n'
 * ```
 */
export class SdpDocument {
  readonly #text: string;
  readonly #encoding: Encoding;
  #parts: Parts | undefined;

  private constructor(text: string, encoding: Encoding) {
    this.#text = text;
    this.#encoding = encoding;
  }

  /** Found when first asked for: an edited document is mostly written, and not read again. */
  get #split(): Parts {
    this.#parts ??= split(this.#text);
    return this.#parts;
  }

  /**
   * Takes any text and any octets, in time that is linear in their number, and never throws on what they hold; a document comes out
   * as it is.
   *
   * @throws NegotiationError `bad-input` for a value that is none of them.
   */
  static parse(input: string | Uint8Array | SdpDocument): SdpDocument {
    if (typeof input === 'string') return new SdpDocument(input, 'utf-8');
    if (input instanceof SdpDocument) return input;
    // A caller without types may hand over what it has: a body that a stack has parsed, or nothing at all.
    if (!(input instanceof Uint8Array)) throw new NegotiationError('bad-input', 'expected an SDP as text, octets or document');
    const { text, encoding } = decode(input);
    return new SdpDocument(text, encoding);
  }

  get text(): string {
    return this.#text;
  }

  get lines(): readonly SdpLine[] {
    return this.#split.lines;
  }

  /** The lines before the first `m=` line. */
  get session(): LineRange {
    return this.#split.session;
  }

  get media(): readonly MediaSection[] {
    return this.#split.media;
  }

  /** The octets: those that were parsed, where nothing was edited. */
  toBytes(): Uint8Array {
    return encode(this.#text, this.#encoding);
  }

  /** The lines of a section or of the session part, the `m=` line included. */
  linesOf(range: LineRange): readonly SdpLine[] {
    return this.lines.slice(range.first, range.end);
  }

  /** The attributes of that name (case-sensitive, RFC 8866 §5.13) in a section or in the session part. */
  attributes(range: LineRange, name: string): readonly SdpLine[] {
    return this.linesOf(range).filter(({ attribute }) => attribute === name);
  }

  /** The m= section in which a line stands; `undefined` in the session part. */
  sectionOf(line: SdpLine): MediaSection | undefined {
    const { media } = this;
    return media[lastAtOrBefore(media.length, at => (media[at] as MediaSection).first <= line.index)];
  }

  /** The line that holds an offset, its line end included; `undefined` before a byte order mark and in an empty document. */
  lineAt(offset: number): SdpLine | undefined {
    const { lines } = this;
    return lines[lastAtOrBefore(lines.length, at => (lines[at] as SdpLine).offset <= offset)];
  }

  /** Line and column of an offset; beyond the text, those of its end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    const { starts } = this.#split;
    const index = lastAtOrBefore(starts.length, index => (starts[index] as number) <= at);
    return { line: index + 1, column: at - (starts[index] as number) + 1 };
  }

  /** The line end that most lines have; CRLF (RFC 8866 §5) where there is none. */
  get lineEnd(): Exclude<LineEnd, ''> {
    const count = { '\r\n': 0, '\n': 0, '\r': 0 };
    for (const { end } of this.lines) if (end !== '') count[end]++;
    if (count['\n'] > count['\r\n'] && count['\n'] >= count['\r']) return '\n';
    return count['\r'] > count['\r\n'] ? '\r' : '\r\n';
  }

  /**
   * A new document in which the named lines alone differ. New lines end as their neighbour does.
   *
   * @throws RangeError when an edit names a line that is not there, overlaps another, or brings in a line break.
   */
  edit(edits: readonly SdpEdit[]): SdpDocument {
    return new SdpDocument(applyEdits(this, edits), this.#encoding);
  }

  toString(): string {
    return `[SdpDocument: ${this.lines.length} lines, ${this.media.length} m= sections]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** What a text is made of. */
interface Parts {
  readonly lines: readonly SdpLine[];
  /** Offsets at which physical lines begin, in ascending order. */
  readonly starts: readonly number[];
  readonly session: LineRange;
  readonly media: readonly MediaSection[];
}

function split(text: string): Parts {
  const { lines, starts } = splitLines(text);
  const media = mediaSections(lines);
  return { lines, starts, session: { first: 0, end: media[0]?.first ?? lines.length }, media };
}

function splitLines(text: string): { lines: SdpLine[]; starts: number[] } {
  const lines: SdpLine[] = [];
  const starts: number[] = [0];
  const ends = lineEnds(text);
  // A byte order mark belongs to no line.
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (offset < text.length) {
    const number = starts.length;
    let endOffset = ends(offset);
    let end = lineEndAt(text, endOffset);
    const colon = attributeColon(text, offset, endOffset);
    let next = endOffset + end.length;
    let folded = false;
    // Only an attribute with a value is long enough for anyone to fold it.
    while (colon !== -1 && next < text.length) {
      const following = ends(next);
      if (!isContinuation(text, next, following)) break;
      starts.push(next);
      endOffset = following;
      end = lineEndAt(text, endOffset);
      next = endOffset + end.length;
      folded = true;
    }
    lines.push(new SdpLine(text, { index: lines.length, number, offset, endOffset, end, folded, colon }));
    offset = next;
    // An offset behind the last line end is on a line of its own, as an editor shows it.
    if (end !== '') starts.push(offset);
  }
  return { lines, starts };
}

/** Where the name of an attribute ends that has a value; -1 for every other line. */
function attributeColon(text: string, offset: number, endOffset: number): number {
  if (text.charCodeAt(offset) !== 0x61 || text.charCodeAt(offset + 1) !== 0x3d) return -1;
  for (let at = offset + 2; at < endOffset; at++) if (text.charCodeAt(at) === 0x3a) return at;
  return -1;
}

/** Tells where the physical line ends that holds an offset; offsets must ascend, which keeps all calls together linear. */
function lineEnds(text: string): (offset: number) => number {
  const after = (character: string, offset: number) => {
    const found = text.indexOf(character, offset);
    return found === -1 ? text.length : found;
  };
  let feed = -1;
  let carriage = -1;
  return offset => {
    if (feed < offset) feed = after('\n', offset);
    if (carriage < offset) carriage = after('\r', offset);
    return Math.min(feed, carriage);
  };
}

function lineEndAt(text: string, at: number): LineEnd {
  if (at >= text.length) return '';
  if (text.charCodeAt(at) === 0x0a) return '\n';
  return text.charCodeAt(at + 1) === 0x0a ? '\r\n' : '\r';
}

function mediaSections(lines: readonly SdpLine[]): MediaSection[] {
  const starts = lines.filter(line => line.type === 'm');
  return starts.map((line, index) => ({
    index,
    first: line.index,
    end: starts[index + 1]?.index ?? lines.length,
    description: parseMediaDescription(line.value, line.valueOffset),
  }));
}

/** The last index below `count` for which the (monotonic) test holds, -1 where it holds for none. */
function lastAtOrBefore(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
