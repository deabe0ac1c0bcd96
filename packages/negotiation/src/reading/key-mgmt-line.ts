import { type KeyMgmtAttribute, type KeyMgmtProblem, parseKeyMgmt } from '@sdpsec/mikey/codec';
import type { SdpLine } from '../document/index.js';
import type { AttributeIndex } from './attribute-index.js';
import { type AttributeValue, attributeValue } from './crypto-line.js';

/** An `a=key-mgmt` line (RFC 4567 §3.1). */
export interface KeyMgmtLine {
  readonly line: SdpLine;
  /** What follows `key-mgmt:`, in its line or in an `a=acap` line. */
  readonly text: string;
  readonly value: KeyMgmtAttribute | KeyMgmtProblem;
  /** Written `a=key-mgt`, a widespread misspelling. */
  readonly misspelled: boolean;
}

export function readKeyMgmtLines(attributes: AttributeIndex): KeyMgmtLine[] {
  return ['key-mgmt', 'key-mgt'].flatMap(name =>
    (attributes.get(name) ?? []).map(line => readKeyMgmtLine(attributeValue(line), name)),
  );
}

export function readKeyMgmtLine({ line, value }: AttributeValue, name: string): KeyMgmtLine {
  return { line, text: value, value: parseKeyMgmt(value), misspelled: name === 'key-mgt' };
}
