import type { SdpDocument } from '@sdpsec/negotiation/document';
import type { Finding } from './finding.js';
import { applyFixes } from './fix.js';
import { rules } from './rules/index.js';

const revealing: ReadonlySet<string> = new Set(rules.flatMap(rule => (rule.kind === 'sdp' && rule.fixReveals ? [rule.id] : [])));
/** Octets of SDP that may be judged again for the sake of repairs: the time that they take does not depend on the sender. */
const mostOctets = 1 << 18;
const mostTrials = 16;

/**
 * The findings without the repairs that would bring others: a suite whose name is put right, say, before a key that does not fit it.
 * Most bring none, since rules judge what is meant. Each is tried before it is offered, and where there are more than can be tried the last
 * ones wait for the check after the first repairs.
 *
 * @param octets - how much SDP one judgement reads, that beside the document too.
 * @param judge - judges the repaired document in place of the first one, with all that was judged beside it.
 */
export function withoutRevealingFixes(
  document: SdpDocument,
  findings: readonly Finding[],
  all: readonly Finding[],
  octets: number,
  judge: (repaired: SdpDocument) => readonly Finding[],
): Finding[] {
  let left = Math.min(mostTrials, Math.floor(mostOctets / (octets + 1)));
  const before = perRule(all);
  const isHarmless = (finding: Finding) =>
    [...perRule(judge(applyFixes(document, [finding]).document))].every(([rule, count]) => count <= (before.get(rule) ?? 0));
  return findings.map(finding => {
    if (!finding.fix || !revealing.has(finding.rule)) return finding;
    if (left-- > 0 && isHarmless(finding)) return finding;
    const { fix: _, ...withoutFix } = finding;
    return withoutFix;
  });
}

function perRule(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
