import { type KeyMgmtAttribute, type KeyMgmtProblem, parseKeyMgmt } from '@sdpsec/mikey/codec';
import type { SdpLine } from '../document/index.js';
import type { AttributeIndex } from './attribute-index.js';

/** An `a=key-mgmt` line (RFC 4567 §3.1). */
export interface KeyMgmtLine {
  readonly line: SdpLine;
  readonly value: KeyMgmtAttribute | KeyMgmtProblem;
  /** Written `a=key-mgt`, a widespread misspelling. */
  readonly misspelled: boolean;
}

export function readKeyMgmtLines(attributes: AttributeIndex): KeyMgmtLine[] {
  return ['key-mgmt', 'key-mgt'].flatMap(name =>
    (attributes.get(name) ?? []).map(line => ({ line, value: parseKeyMgmt(line.value), misspelled: name === 'key-mgt' })),
  );
}
