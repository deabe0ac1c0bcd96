import type { SdpDocument } from '@sdpsec/negotiation/document';
import { type CheckOptions, findingsOf, inOrder, isOn, requireRules, toDocument, toFinding } from './check.js';
import { Exchange } from './exchange.js';
import type { DocumentRole, Finding } from './finding.js';
import { withoutRevealingFixes } from './fix-trial.js';
import type { ExchangeRule } from './rule.js';
import { rules } from './rules/index.js';
import { SdpView } from './sdp-view.js';

export { judgingPolicy } from './exchange.js';

type Sdp = string | Uint8Array | SdpDocument;

/** SDPs that belong together. */
export interface ExchangeInput {
  readonly offer?: Sdp | undefined;
  /** One, or the answer of each fork. */
  readonly answers?: readonly Sdp[] | undefined;
  /** What the writer of the offer (of the answer, without an offer) described before in the same dialog. */
  readonly previous?: Sdp | undefined;
}

/** What was found in one SDP of an exchange. */
export interface ExchangeFindings {
  readonly role: Exclude<DocumentRole, 'previous'>;
  readonly findings: readonly Finding[];
}

const exchangeRules = rules.filter((rule): rule is ExchangeRule => rule.kind === 'exchange');

/**
 * Judges an offer with its answers, or a description with the one before it, and each by itself as `check` does. Answers are
 * judged by the same `validateAnswer` that guards `PendingOffer.accept`.
 *
 * @param options - `policy`: what the offerer takes in an answer, and each side in its own SDP; without it, all that the RFCs allow.
 * @returns findings of the offer first, then of each answer; what was before is not judged by itself.
 * @throws `CheckError`, as `check` does.
 * @example
 * ```ts
 * const [offered, answered] = checkExchange({ offer, answers: [answer] });
 * ```
 */
export function checkExchange(
  { offer, answers = [], previous }: ExchangeInput,
  options: Omit<CheckOptions, 'document'> = {},
): ExchangeFindings[] {
  requireRules(options);
  const view = (sdp: Sdp, role: DocumentRole) => new SdpView(toDocument(sdp), role, options);
  const offered = offer === undefined ? undefined : view(offer, answers.length > 0 ? 'offer' : 'sdp');
  const answered = answers.map(answer => view(answer, 'answer'));
  const before = previous === undefined ? undefined : view(previous, 'previous');
  const judged = judge(new Exchange(offered, answered, before, options.policy), options);
  const all = judged.flatMap(({ findings }) => findings);
  const octets = judged.reduce((sum, { about }) => sum + about.document.text.length, before?.document.text.length ?? 0);
  return judged.map(({ about, findings }) => {
    const repaired = (document: SdpDocument) => {
      const inPlace = (one: SdpView) => (one === about ? view(document, one.role) : one);
      const exchange = new Exchange(offered && inPlace(offered), answered.map(inPlace), before, options.policy);
      return judge(exchange, options).flatMap(one => one.findings);
    };
    const role = about.role as ExchangeFindings['role'];
    return { role, findings: withoutRevealingFixes(about.document, findings, all, octets, repaired).sort(inOrder) };
  });
}

/** What all rules say of the offer, then of each answer. */
function judge(exchange: Exchange, options: CheckOptions): { readonly about: SdpView; readonly findings: Finding[] }[] {
  const reports = exchangeRules
    .filter(rule => isOn(rule, options))
    .flatMap(rule => Array.from(rule.check(exchange), report => ({ rule, report })));
  const { offer, answers } = exchange;
  return [...(offer ? [offer] : []), ...answers].map(one => {
    const own = findingsOf(one);
    const shared = [...reports, ...besides(exchange, options)]
      .filter(({ report }) => report.about === one)
      .map(({ rule, report }) => toFinding(rule, report, one))
      .filter(({ rule, offset }) => !own.some(other => other.rule === rule && other.offset === offset));
    return { about: one, findings: [...own, ...shared] };
  });
}

/** What the verdict over an answer says under the ids of rules for one SDP: an a=setup that does not fit that of the offer, say. */
function besides(exchange: Exchange, options: CheckOptions) {
  return exchange.verdict.flatMap(({ rule: id, report }) => {
    const rule = rules.find(one => one.id === id);
    return rule?.kind === 'sdp' && isOn(rule, options) ? [{ rule, report }] : [];
  });
}
