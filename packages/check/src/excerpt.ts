import type { SdpDocument, SdpLine, TextRange } from '@sdpsec/negotiation/document';
import { maskKeys } from './mask.js';

/** A line of source with a mark below the place that a finding is about. */
export interface Excerpt {
  /** The line, keys masked, control characters escaped, cut to what surrounds the place. */
  readonly source: string;
  /** Blanks and `^`: as wide as `source` at most. */
  readonly caret: string;
}

const widest = 160;
/** What stands for that which is cut off. */
const cut = '...';

/**
 * Shows lines of a document below which findings are marked. A line is masked once, however many findings it has.
 *
 * @example
 * ```ts
 * const { source, caret } = new Excerpts(document).at({ offset: 0, length: 3 });
 * ```
 */
export class Excerpts {
  readonly #document: SdpDocument;
  readonly #showKeys: boolean;
  readonly #room: number;
  #last: { readonly line: SdpLine; readonly text: string } | undefined;

  /**
   * @param showKeys - leave keys readable. Default false.
   * @param columns - in which a line shall fit, escapes of control characters aside. No line is wider than 166.
   */
  constructor(document: SdpDocument, showKeys = false, columns = Number.POSITIVE_INFINITY) {
    this.#document = document;
    this.#showKeys = showKeys;
    this.#room = Math.min(widest, Math.max(1, columns - 2 * cut.length));
  }

  /** The physical line at a place, and a mark below the place. */
  at({ offset, length }: TextRange): Excerpt {
    const at = this.#document.position(offset).column - 1;
    const line = this.#physicalLine(offset - at);
    // Of a long line more is shown behind the place than before it.
    const from = line.length > this.#room ? Math.max(0, at - Math.floor((this.#room * 3) / 8)) : 0;
    const to = Math.min(line.length, from + this.#room);
    const end = Math.min(to, at + length);
    const before = (from > 0 ? cut : '') + escapeControls(line.slice(from, at));
    const marked = escapeControls(line.slice(at, end));
    const after = escapeControls(line.slice(end, to)) + (to < line.length ? cut : '');
    return { source: before + marked + after, caret: ' '.repeat(before.length) + '^'.repeat(Math.max(1, marked.length)) };
  }

  /** The text from `start` up to the next line end. */
  #physicalLine(start: number): string {
    const line = this.#document.lineAt(start);
    if (!line || start >= line.endOffset) return '';
    if (this.#last?.line !== line) this.#last = { line, text: this.#readable(line) };
    const from = start - line.offset;
    const length = line.folded ? line.text.slice(from).search(/[\r\n]/) : -1;
    return this.#last.text.slice(from, length === -1 ? undefined : from + length);
  }

  /** A folded line is masked as a whole: a break may lie inside of a key. */
  #readable(line: SdpLine): string {
    const whole = line.text.replace(/[\r\n]/g, ' ');
    return this.#showKeys ? whole : maskKeys(whole);
  }
}

/**
 * Writes control characters, invisible ones and those that change the order of letters as escapes, so that text from a
 * peer can neither drive a terminal nor show as something else.
 *
 * @example
 * ```ts
 * escapeControls('s=\u001b[2J'); // 's=\\x1b[2J'
 * ```
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, character => {
    const code = (character.codePointAt(0) as number).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });
}
