import type { SdpEdit } from '@sdpsec/negotiation/document';
import { maskKeys } from './mask.js';

/** How much a finding matters: `error` breaks the call or its security, `warning` may, `info` is worth knowing. */
export const severities = ['info', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

/** Which of the SDPs given to a check a finding is about. */
export type DocumentRole = 'sdp' | 'offer' | 'answer' | 'previous';

/** One thing that a rule has to say about one place. */
export interface Finding {
  /** Id of the rule, such as `sdes/key-length`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, what was expected and found; never key octets. */
  readonly message: string;
  /** The section of an RFC, or other text, that the finding stands on. */
  readonly reference: string;
  /** 0-based index of the m= section; absent in the session part. */
  readonly section?: number;
  readonly document: DocumentRole;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** Place in the text of the document, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  /** A mechanical repair; applied by {@link applyFixes}. */
  readonly fix?: Fix;
}

/** A repair. Its edits may carry a key from one place to another, so `inspect` and JSON mask key text. */
export class Fix {
  readonly title: string;
  readonly #edits: readonly SdpEdit[];

  constructor(title: string, edits: readonly SdpEdit[]) {
    this.title = title;
    this.#edits = edits;
  }

  get edits(): readonly SdpEdit[] {
    return this.#edits;
  }

  toJSON(): object {
    return { title: this.title, edits: this.#edits.map(masked) };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return this.toJSON();
  }
}

function masked(edit: SdpEdit): SdpEdit {
  if (edit.kind === 'splice') return { ...edit, text: maskKeys(edit.text) };
  return edit.kind === 'delete' ? edit : { ...edit, lines: edit.lines.map(maskKeys) };
}
