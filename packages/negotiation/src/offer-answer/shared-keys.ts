import type { CryptoAttribute } from '@sdpsec/sdes';
import type { DocumentRole, Finding, SecurityReading } from '../reading/index.js';
import { noteAt } from './finding-id.js';
import { KeySet } from './key-set.js';
import { rangeOf } from './validate-answer.js';

/**
 * Two RTP sessions under one key of the peer: with one SSRC in both, each gives the other away (RFC 3711 §9.1).
 *
 * @param keyOf - the line of the peer by which a section has keys of its own.
 */
export function noteSharedKeys(
  { document, sections }: SecurityReading,
  role: DocumentRole,
  keyOf: (section: number) => CryptoAttribute | undefined,
  findings: Finding[],
): void {
  const seen = new KeySet([]);
  const message = 'the peer sends here with a key of another m= section';
  const remark = { rule: 'sdes/key-reuse', severity: 'error', reference: 'RFC 4568 §6.1', message } as const;
  for (const section of sections) {
    const line = keyOf(section.index);
    if (!line) continue;
    if (seen.sharesOneWith(line)) findings.push(noteAt(document, role, rangeOf(section), section.index, remark));
    seen.add(line);
  }
}
