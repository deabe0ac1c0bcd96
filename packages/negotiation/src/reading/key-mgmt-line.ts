import { type KeyMgmtAttribute, type KeyMgmtProblem, parseKeyMgmt } from '@sdpsec/mikey/codec';
import type { SdpLine } from '../document/index.js';
import type { AttributeIndex } from './attribute-index.js';
import { type AttributeValue, attributeValue } from './crypto-line.js';

/** An `a=key-mgmt` line (RFC 4567 §3.1). */
export interface KeyMgmtLine {
  readonly line: SdpLine;
  /** Where in the document the value begins: an `a=acap` line holds a whole other attribute. */
  readonly offset: number;
  readonly value: KeyMgmtAttribute | KeyMgmtProblem;
  /** Written `a=key-mgt`, a widespread misspelling. */
  readonly misspelled: boolean;
}

export function readKeyMgmtLines(attributes: AttributeIndex): KeyMgmtLine[] {
  const read: KeyMgmtLine[] = [];
  for (const name of ['key-mgmt', 'key-mgt'])
    for (const line of attributes.get(name) ?? []) read.push(readKeyMgmtLine(attributeValue(line), name));
  return read;
}

export function readKeyMgmtLine({ line, value, offset }: AttributeValue, name: string): KeyMgmtLine {
  return { line, offset, value: parseKeyMgmt(value), misspelled: name === 'key-mgt' };
}

/**
 * What follows `key-mgmt:`. It may hold keys, so no field of the reading has it.
 *
 * @example
 * ```ts
 * const [one, other] = readSecurity(document).session.keyMgmt.map(keyMgmtText);
 * console.log(one === other);
 * ```
 */
export function keyMgmtText({ line, offset }: KeyMgmtLine): string {
  return line.value.slice(offset - line.valueOffset);
}
