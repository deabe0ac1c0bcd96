import type { TextRange } from '@sdpsec/negotiation/document';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import type { Exchange } from './exchange.js';
import type { Fix, Severity } from './finding.js';
import type { SdpView } from './sdp-view.js';

/** Where in an SDP something is: a stretch of text, and the m= section around it. */
export interface Place extends TextRange {
  readonly section?: number | undefined;
}

/** What a rule says; the engine makes a {@link Finding} of it. */
export interface Report {
  readonly at: Place;
  readonly message: string;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
  /** Where it differs from the rule's. */
  readonly reference?: string;
  readonly fix?: Fix;
}

/** A report about one of several SDPs. */
export interface ExchangeReport extends Report {
  readonly about: SdpView;
}

interface RuleMeta {
  /** Stable: people switch rules off by it. */
  readonly id: string;
  /** Of most reports of the rule. */
  readonly severity: Severity;
  /** The text that the rule stands on. */
  readonly reference: string;
  /** One line for lists. */
  readonly summary: string;
  /** Markdown: why it matters, who does it, what to do. */
  readonly explanation: string;
}

/** Judges one SDP. */
export interface SdpRule extends RuleMeta {
  readonly kind: 'sdp';
  /** Its repair lets text be read that could only be guessed at before: offered only where nothing else is found then. */
  readonly fixReveals?: true;
  /** SDP, or a part of one, that the rule reports, and the same put right; and the policy by which both are judged, for a rule that needs one. */
  readonly example: { readonly wrong: string; readonly right: string; readonly policy?: PolicyInput };
  check(sdp: SdpView): Iterable<Report>;
}

/** SDPs of an example. */
export interface ExchangeExample {
  readonly offer?: string;
  readonly answers?: readonly string[];
  readonly previous?: string;
}

/** Judges SDPs that belong together: an offer with its answer, or a description with the one before it in the dialog. */
export interface ExchangeRule extends RuleMeta {
  readonly kind: 'exchange';
  readonly example: { readonly wrong: ExchangeExample; readonly right: ExchangeExample };
  check(exchange: Exchange): Iterable<ExchangeReport>;
}

/**
 * Describes a finding that offer and answer alone can make: it takes the keys, the clock or the settings of one end, which no SDP shows, so there is
 * nothing for `check` to judge.
 */
export interface NegotiationRule extends RuleMeta {
  readonly kind: 'negotiation';
}

/** A rule of any kind. */
export type Rule = SdpRule | ExchangeRule | NegotiationRule;
