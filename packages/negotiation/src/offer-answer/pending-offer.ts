import { type AsyncMikeyHost, drive, driveAsync, type Exchange, type MikeyHost } from '@sdpsec/mikey';
import type { CryptoAttribute } from '@sdpsec/sdes';
import { SdpDocument } from '../document/index.js';
import { type Finding, keyMgmtOf, readSecurity, type SectionReading, type SecurityReading } from '../reading/index.js';
import type { Agreement, Lost, RtpSessionKeying } from './agreement.js';
import { conclude, type Settlement } from './conclude.js';
import type { Dialog } from './dialog.js';
import { type NegotiationRemark, noteAt } from './finding-id.js';
import { abortedByMikey, failureOf, failureRemark, mikeyFailure, warningRemarks } from './mikey-outcome.js';
import type { OfferedBundle } from './offered-mikey.js';
import type { Context } from './options.js';
import { lossOf, type Protection, protectionOfMikey, unprotected } from './protection.js';
import { type AnsweredSection, rangeOf, validateAnswer } from './validate-answer.js';

/** What an offer consists of. */
export interface Offering {
  readonly offer: SecurityReading;
  /** Our `a=crypto` lines, by m= section. */
  readonly own: ReadonlyMap<number, readonly CryptoAttribute[]>;
  /** Our MIKEY, by m= section. */
  readonly mikey: ReadonlyMap<number, OfferedBundle>;
  readonly context: Context;
}

/** What an answer comes to. */
export interface Accepted {
  readonly agreement: Agreement;
  readonly dialog: Dialog;
}

/**
 * An offer that waits for its answer, or for one answer from each fork. It holds keys, so `inspect` and JSON do not show it.
 *
 * @example
 * ```ts
 * const pending: AsyncPendingOffer = await createOfferAsync(localSdp);
 * const { agreement, dialog } = await pending.acceptAsync(answerSdp);
 * ```
 */
export class AsyncPendingOffer {
  readonly #offering: Offering;
  readonly #host: AsyncMikeyHost;

  /** Made by `createOfferAsync`. */
  constructor(offering: Offering, host: AsyncMikeyHost) {
    this.#offering = offering;
    this.#host = host;
  }

  /** The offer as it goes to the peer. With `a=crypto` it holds our keys: send it over a protected channel only (RFC 4568 §8.3). */
  get sdp(): string {
    return this.#offering.offer.document.text;
  }

  /**
   * What may be received before an answer comes: with MIKEY, where this end alone chooses the keys (RFC 4567 §4.1.2). With `a=crypto`
   * nothing, for the peer's key is in the answer (RFC 4568 §5.1.1); with Diffie-Hellman and RSA-R nothing, for the keys come of it.
   */
  get early(): readonly RtpSessionKeying[] {
    const { offer, mikey } = this.#offering;
    return [...mikey].flatMap(([section, bundle]) => bundle.early(section, offer.sections[section]?.mid) ?? []);
  }

  /** What the policy asks to offer and could not be offered, with the reason. */
  get lost(): readonly Lost[] {
    return [...new Set(this.#offering.mikey.values())].flatMap(({ lost }) => lost);
  }

  /**
   * Takes an answer. Once for each fork: every call yields a dialog of its own and leaves the offer as it is. A section that breaks a rule
   * comes out as `rejected`, with a finding that says where and why; what to do with the call is the caller's decision.
   *
   * @param now - milliseconds since 1970, for MIKEY.
   * @returns the keys of each RTP session, what became of each m= section, and the dialog to go on with.
   * @throws NegotiationError `bad-input` for what is no SDP at all.
   */
  acceptAsync(answerSdp: string | SdpDocument, now = Date.now()): Promise<Accepted> {
    return driveAsync(accepting(this.#offering, answerSdp, now), this.#host);
  }

  toString(): string {
    return `[PendingOffer: ${this.#offering.offer.sections.length} m= sections]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * An {@link AsyncPendingOffer} whose MIKEY host, if it has one, answers at once.
 *
 * @example
 * ```ts
 * const pending: PendingOffer = createOffer(localSdp);
 * const forks = [answerSdp].map(answer => answerOffer(pending.sdp, localSdp));
 * const { agreement } = pending.accept(forks[0].sdp);
 * ```
 */
export class PendingOffer extends AsyncPendingOffer {
  readonly #offering: Offering;
  readonly #host: MikeyHost;

  /** Made by `createOffer`. */
  constructor(offering: Offering, host: MikeyHost) {
    super(offering, host);
    this.#offering = offering;
    this.#host = host;
  }

  /** {@link AsyncPendingOffer.acceptAsync}, with the result at once. */
  accept(answerSdp: string | SdpDocument, now = Date.now()): Accepted {
    return drive(accepting(this.#offering, answerSdp, now), this.#host);
  }
}

function* accepting(offering: Offering, answerSdp: string | SdpDocument, now: number): Exchange<Accepted> {
  const { offer, context } = offering;
  const { policy, previous } = context;
  const answer = readSecurity(SdpDocument.parse(answerSdp));
  const verdict = validateAnswer({ offer, answer, policy, previous });
  const findings = [...verdict.findings];
  const settling = new Settling(offering, answer, findings, now);
  const settlements: Settlement[] = [];
  for (const section of verdict.sections) settlements.push(yield* settling.settle(section));
  const kept = settlements.map((settlement, index) => settling.bundle(index, settlement, settlements));
  return conclude({
    settlements: abortedByMikey(kept),
    own: offer.sections,
    peer: answer.sections,
    answer: answer.sections,
    transports: verdict.transports,
    findings,
    previous,
    policy,
  });
}

/** Turns what an answer says into what holds: keys as we made them, messages as the exchanges that wait for them find them. */
class Settling {
  readonly #offering: Offering;
  readonly #answer: SecurityReading;
  readonly #findings: Finding[];
  readonly #now: number;
  readonly #known: Parameters<OfferedBundle['finish']>[4] = new Map();

  constructor(offering: Offering, answer: SecurityReading, findings: Finding[], now: number) {
    this.#offering = offering;
    this.#answer = answer;
    this.#findings = findings;
    this.#now = now;
  }

  *settle(section: AnsweredSection): Exchange<Settlement> {
    switch (section.kind) {
      case 'sdes': {
        // The keys as we made them, not as they read in the text: a key keeps its identity through the call.
        const own = this.#offering.own.get(section.section)?.find(({ tag }) => tag === section.offered.value.tag);
        return { kind: 'sdes', keys: { own: own ?? section.offered.value, peer: section.answered.value }, lost: section.lost };
      }
      case 'mikey':
        return yield* this.#mikey(section);
      case 'rejected':
        return yield* this.#rejected(section);
      default:
        return section;
    }
  }

  /** A bundled section has the keys that MIKEY made for another one: only now it shows what they are worth here (Q24). */
  bundle(section: number, settlement: Settlement, all: readonly Settlement[]): Settlement {
    const tagged = settlement.kind === 'bundled' ? all[settlement.with] : undefined;
    if (tagged?.kind !== 'mikey' || this.#offering.context.policy.security.downgrade === 'allow') return settlement;
    const message = lossOf(this.#protection(section), protectionOfMikey(tagged.keys));
    if (message === undefined) return settlement;
    const at = rangeOf(this.#answer.sections[section] as SectionReading);
    const remark = { rule: 'oa/downgrade-on-reinvite', severity: 'error', reference: 'RFC 4568 §5.1.4', message } as const;
    this.#findings.push(noteAt(this.#answer.document, 'answer', at, section, remark));
    return { kind: 'rejected', reason: message, lost: settlement.lost };
  }

  *#mikey({ section, line, lost }: Extract<AnsweredSection, { kind: 'mikey' }>): Exchange<Settlement> {
    const { mikey, offer, context } = this.#offering;
    const { media } = offer.sections[section] as SectionReading;
    const before = context.previous?.section(section, media);
    const bundle = mikey.get(section);
    const outcome = bundle
      ? yield* bundle.finish(section, line, this.#now, this.#protection(section), this.#known)
      : mikeyFailure('not-ours', 'no MIKEY was offered for this m= section');
    const answered = this.#answer.sections[section] as SectionReading;
    const at = line ? { offset: line.line.offset, length: line.line.endOffset - line.line.offset } : rangeOf(answered);
    const note = (remark: NegotiationRemark) => this.#findings.push(noteAt(this.#answer.document, 'answer', at, section, remark));
    if (outcome.kind === 'failed') {
      note({ ...failureRemark(outcome, true), severity: 'error' });
      const keyManagement = failureOf(outcome, before?.mikey !== undefined);
      return { kind: 'rejected', reason: outcome.message, keyManagement, lost };
    }
    for (const warning of outcome.warnings) note(warningRemarks[warning]);
    return { kind: 'mikey', keys: outcome.keys, lost: [...lost, ...outcome.lost] };
  }

  #protection(section: number): Protection {
    const { offer, context } = this.#offering;
    return context.previous?.protectionOf(section, (offer.sections[section] as SectionReading).media) ?? unprotected;
  }

  /** A section that the peer rejects may say why by a MIKEY error message (RFC 4567 §4.1.2). */
  *#rejected(section: Extract<AnsweredSection, { kind: 'rejected' }>): Exchange<Settlement> {
    const bundle = this.#offering.mikey.get(section.section);
    const answered = this.#answer.sections[section.section];
    const [line] = answered && !answered.active ? keyMgmtOf(answered) : [];
    if (!bundle || !line) return section;
    const outcome = yield* bundle.finish(section.section, line, this.#now, unprotected, this.#known);
    if (outcome.kind === 'keys' || (outcome.code !== 'peer-error' && outcome.code !== 'hint')) return section;
    const reason = `${section.reason}; ${outcome.message}`;
    // What nothing authenticates may explain a rejection, and gives up no more than what is rejected.
    return outcome.code === 'hint' ? { ...section, reason } : { ...section, reason, keyManagement: failureOf(outcome, false) };
  }
}
