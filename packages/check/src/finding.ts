import type { SdpEdit } from '@sdpsec/negotiation/document';
import type { Finding as Remarked, Severity } from '@sdpsec/negotiation/reading';
import { maskKeys } from './mask.js';

export type { DocumentRole, Severity } from '@sdpsec/negotiation/reading';

/** The severities, the least first. */
export const severities = ['info', 'warning', 'error'] as const satisfies readonly Severity[];

/** One thing that a rule has to say about one place, with a repair where one needs no thinking. */
export interface Finding extends Remarked {
  /** Applied by {@link applyFixes}. */
  readonly fix?: Fix;
}

/**
 * A repair. Its edits may carry a key from one place to another, so `inspect` and JSON mask key text.
 *
 * @example
 * ```ts
 * for (const { fix } of check(sdp)) if (fix) console.log(fix.title, fix.edits.length);
 * ```
 */
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
