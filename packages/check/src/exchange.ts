import { validateAnswer } from '@sdpsec/negotiation/offer-answer';
import { keyingMethods, type Policy, readPolicy, weakenings } from '@sdpsec/negotiation/policy';
import type { SectionReading } from '@sdpsec/negotiation/reading';
import { deviations } from '@sdpsec/sdes';
import { suites } from '@sdpsec/srtp-core/suites';
import type { ExchangeReport } from './rule.js';
import type { SdpView } from './sdp-view.js';

/** One m= section of two descriptions of the same party, the earlier and the later. */
export interface SectionChange {
  readonly before: SectionReading;
  readonly now: SectionReading;
  readonly view: SdpView;
}

/** SDPs that belong together. */
export class Exchange {
  readonly offer: SdpView | undefined;
  /** One, or one of each fork. */
  readonly answers: readonly SdpView[];
  /** What the writer of the offer (of the answer, where there is no offer) described before in the same dialog. */
  readonly previous: SdpView | undefined;
  readonly #policy: Policy;
  #verdict: readonly { readonly rule: string; readonly report: ExchangeReport }[] | undefined;

  constructor(offer: SdpView | undefined, answers: readonly SdpView[], previous: SdpView | undefined, policy = judgingPolicy()) {
    this.offer = offer;
    this.answers = answers;
    this.previous = previous;
    this.#policy = policy;
  }

  /** What {@link validateAnswer}, which also guards `accept`, says under the id of a rule. */
  *remarks(rule: string): Iterable<ExchangeReport> {
    for (const { rule: id, report } of this.verdict) if (id === rule) yield report;
  }

  /** All that {@link validateAnswer} says, each with the id of its rule. */
  get verdict(): readonly { readonly rule: string; readonly report: ExchangeReport }[] {
    this.#verdict ??= this.answers.flatMap(answer => this.#judge(answer));
    return this.#verdict;
  }

  /** The m= sections that were there before and are there still (RFC 3264 §8: by their place). */
  get changes(): readonly SectionChange[] {
    const view = this.offer ?? this.answers[0];
    const { previous } = this;
    if (!view || !previous) return [];
    return view.sections.flatMap(({ reading: now, index }) => {
      const before = previous.sections[index]?.reading;
      return before?.media === now.media && before.active && now.active ? [{ before, now, view }] : [];
    });
  }

  #judge(answer: SdpView): { rule: string; report: ExchangeReport }[] {
    const { offer } = this;
    if (!offer) return [];
    const { findings } = validateAnswer({ offer: offer.reading, answer: answer.reading, policy: this.#policy });
    return findings.map(({ rule, offset, length, section, message, reference, severity }) => ({
      rule,
      report: { about: answer, at: { offset, length, section }, message, reference, severity },
    }));
  }
}

/**
 * A policy that takes everything: without one of the user's, an exchange is judged by the RFCs alone, and what is weak about a line
 * is said where the line is judged.
 *
 * @example
 * ```ts
 * const verdict = validateAnswer({ offer: readSecurity(offerDocument), answer: readSecurity(answerDocument), policy: judgingPolicy() });
 * console.log(verdict.findings);
 * ```
 */
export function judgingPolicy(): Policy {
  return readPolicy({
    security: {
      security: 'preferred',
      keying: [...keyingMethods],
      suites: Object.values(suites).flatMap(({ name, sdes, mikey }) => (sdes !== undefined || mikey ? [name] : [])),
      weakening: [...weakenings],
      fec: true,
    },
    interop: { deviations: [...Object.keys(deviations), 'folded-line'] },
  });
}
