import type { SdpDocument, TextRange } from '../document/index.js';

/** How much a finding matters: `error` breaks the call or its security, `warning` may, `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Which of several SDPs a finding is about. */
export type DocumentRole = 'sdp' | 'offer' | 'answer' | 'previous';

/** One thing to say about one place of an SDP. The message never holds key text. */
export interface Finding {
  /** Id of the rule, such as `sdes/answer-tag-mismatch`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The section of an RFC, or other text, that the finding stands on. */
  readonly reference: string;
  /** 0-based index of the m= section; absent in the session part. */
  readonly section?: number;
  readonly document: DocumentRole;
  /** Both 1-based, the column in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** Place in the text of the document, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
}

/** What a finding says, before its place is known. */
export type Remark = Pick<Finding, 'rule' | 'severity' | 'message' | 'reference'>;

/**
 * Puts a remark at its place.
 *
 * @example
 * ```ts
 * const remark = { rule: 'own/crypto', severity: 'info', message: 'keys are here', reference: 'RFC 4568 §4' } as const;
 * const { line, column } = findingAt(document, 'sdp', { offset: document.text.indexOf('a=crypto'), length: 8 }, 0, remark);
 * ```
 */
export function findingAt(
  document: SdpDocument,
  role: DocumentRole,
  { offset, length }: TextRange,
  section: number | undefined,
  remark: Remark,
): Finding {
  const { line, column } = document.position(offset);
  const { rule, severity, message, reference } = remark;
  return section === undefined
    ? { rule, severity, message, reference, document: role, line, column, offset, length }
    : { rule, severity, message, reference, section, document: role, line, column, offset, length };
}
