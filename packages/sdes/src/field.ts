import type { Deviation, Span } from './attribute.js';
import type { DeviationCode } from './deviations.js';
import { type CryptoProblem, mostFaults } from './problem.js';

/** A piece of the value, and where it stands. */
export interface Field extends Span {
  readonly text: string;
}

/** What was found of a line so far: every reader of a part writes here. */
export class Notes {
  readonly deviations: Deviation[] = [];
  /** In the order in which they were found: the first one is why the line cannot be used. */
  readonly faults: CryptoProblem[] = [];

  note(code: DeviationCode, { offset, length }: Span): void {
    this.deviations.push(Object.freeze({ code, offset, length }));
  }

  /** One fault more: `undefined` is what was read. */
  fault(fault: CryptoProblem | undefined): undefined {
    if (fault && this.faults.length < mostFaults) this.faults.push(fault);
    return undefined;
  }
}

/** Part of a field. */
export function slice(field: Field, from: number, to = field.text.length): Field {
  return { text: field.text.slice(from, to), offset: field.offset + from, length: Math.max(0, to - from) };
}

/** Cuts a field at every `separator`. */
export function cut(field: Field, separator: string): Field[] {
  const parts: Field[] = [];
  let from = 0;
  for (let at = field.text.indexOf(separator); at >= 0; at = field.text.indexOf(separator, from)) {
    parts.push(slice(field, from, at));
    from = at + 1;
  }
  parts.push(from === 0 ? field : slice(field, from));
  return parts;
}

/** Cuts a value into its fields at white space (RFC 4568 §9.1: `1*WSP`) and notes all that is not exactly one space. */
export function fields(value: string, notes: Notes): Field[] {
  const found: Field[] = [];
  const blanks = value.includes('\t') ? value.replaceAll('\t', ' ') : value;
  let gap = 0;
  for (let at = 0, end = 0; at < value.length; at = end + 1) {
    const blank = blanks.indexOf(' ', at);
    end = blank < 0 ? value.length : blank;
    if (end === at) continue;
    if (at > 0) noteGap(value, gap, at, found.length === 0 ? 'leading-space' : 'extra-space', notes);
    found.push({ text: value.slice(at, end), offset: at, length: end - at });
    gap = end;
  }
  if (gap < value.length && found.length > 0) notes.note('trailing-space', { offset: gap, length: value.length - gap });
  return found;
}

function noteGap(value: string, from: number, to: number, code: 'leading-space' | 'extra-space', notes: Notes): void {
  if (code === 'extra-space' && to - from === 1 && value[from] === ' ') return;
  notes.note(code, { offset: from, length: to - from });
}

/** Whether the text is one or more ASCII digits. */
export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x30 || unit > 0x39) return false;
  }
  return text.length > 0;
}

/** Whether a number is written with leading zeroes. */
export function hasLeadingZero(digits: string): boolean {
  return digits.length > 1 && digits.startsWith('0');
}

/** The same number without its leading zeroes. */
export function withoutLeadingZeroes(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}
