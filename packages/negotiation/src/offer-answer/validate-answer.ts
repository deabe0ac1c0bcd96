import type { TextRange } from '../document/index.js';
import type { Policy } from '../policy/index.js';
import {
  type Finding,
  isUsable,
  type KeyMgmtLine,
  keyMgmtOf,
  potentialConfigurations,
  type SectionReading,
  type SecurityReading,
  type SetupRole,
  selectedConfiguration,
  type UsableCryptoLine,
} from '../reading/index.js';
import type { Lost } from './agreement.js';
import { judgeCryptoAnswer } from './answered-crypto.js';
import { judgeDtlsAnswer } from './answered-dtls.js';
import { judgeMikeyAnswer, lostCrypto, needsNoAnswer } from './answered-mikey.js';
import { nameOf } from './crypto-choice.js';
import type { Dialog } from './dialog.js';
import { type NegotiationRemark, noteAt } from './finding-id.js';
import { KeySet } from './key-set.js';
import { lossOf, type Protection, protectionBy, unprotected } from './protection.js';
import { noteSharedKeys } from './shared-keys.js';
import { bundledTransports, type Transports, transportOf } from './transport.js';
import { findTwins } from './twins.js';
import { plainRemark, zrtpRemark } from './unsecured.js';

/** What an answer says about one m= section, judged against the offer and the policy. */
export type AnsweredSection = { readonly section: number; readonly lost: readonly Lost[] } & (
  | { readonly kind: 'sdes'; readonly offered: UsableCryptoLine; readonly answered: UsableCryptoLine }
  /** Whether the message is true, the exchange decides that waits for it; no line where no message was asked for. */
  | { readonly kind: 'mikey'; readonly line?: KeyMgmtLine }
  /** Its transport, and so its keys, are those of another section. */
  | { readonly kind: 'bundled'; readonly with: number }
  | { readonly kind: 'dtls'; readonly peerSetup?: SetupRole }
  | { readonly kind: 'zrtp' }
  | { readonly kind: 'plain'; readonly rtp: boolean }
  | { readonly kind: 'rejected'; readonly reason: string }
);

/** What {@link validateAnswer} takes. */
export interface AnswerToValidate {
  readonly offer: SecurityReading;
  readonly answer: SecurityReading;
  readonly policy: Policy;
  /** Of the offerer: what the call had before this exchange. */
  readonly previous?: Dialog | undefined;
}

/** What {@link validateAnswer} finds out. */
export interface AnswerVerdict {
  readonly sections: readonly AnsweredSection[];
  readonly transports: Transports;
  readonly findings: readonly Finding[];
}

/**
 * Judges an answer by the offer that it answers (RFC 4568 §5.1.3, §7.1.3; RFC 3264 §6): each m= section by itself. A section that breaks a
 * rule is `rejected` with a reason and an error finding; nothing of it may be used.
 *
 * @example
 * ```ts
 * const verdict = validateAnswer({ offer: readSecurity(offerDocument), answer: readSecurity(answerDocument), policy: readPolicy() });
 * for (const finding of verdict.findings) console.log(finding.line, finding.message);
 * ```
 */
export function validateAnswer({ offer, answer, policy, previous }: AnswerToValidate): AnswerVerdict {
  const findings: Finding[] = [];
  const transports = bundledTransports(offer, answer, section => answer.sections[section]?.active ?? false);
  const offeredLines = offer.sections.flatMap(section =>
    [section, ...potentialConfigurations(offer.document, section).map(one => one.section)].flatMap(one =>
      one.crypto.filter(isUsable).map(({ value }) => value),
    ),
  );
  const ownKeys = new KeySet([...offeredLines, ...(previous ? [previous.ownKeys] : [])]);
  const judgements = offer.sections.map(actual => {
    const offered = configured(offer, actual, answer);
    return new AnswerJudgement({ offer, answer, policy, previous }, offered, { transports, ownKeys, findings });
  });
  const alone = judgements.map(judgement => judgement.judge());
  const judged = alone.map((section, index) => (judgements[index] as AnswerJudgement).bundle(section, alone));
  for (const { secure, plain } of findTwins(offer.sections))
    if (judged[plain]?.kind === 'plain' && judged[secure] && judged[secure].kind !== 'rejected')
      judged[plain] = (judgements[plain] as AnswerJudgement).rejectTwin(secure);
  const peerKey = (index: number) => {
    const section = judged[index];
    return section?.kind === 'sdes' ? section.answered.value : undefined;
  };
  noteSharedKeys(answer, 'answer', peerKey, findings);
  const surplus = answer.sections[offer.sections.length];
  if (surplus)
    findings.push(
      noteAt(answer.document, 'answer', rangeOf(surplus), surplus.index, {
        rule: 'oa/section-count',
        severity: 'error',
        message: `the answer has ${answer.sections.length} m= sections, the offer ${offer.sections.length}`,
        reference: 'RFC 3264 §6',
      }),
    );
  return { sections: judged, transports, findings };
}

/** The section as the answer takes it: by its m= line, or by the potential configuration that `a=acfg` selects (RFC 5939 §3.6.3). */
function configured(offer: SecurityReading, offered: SectionReading, answer: SecurityReading): SectionReading {
  const answered = answer.sections[offered.index];
  if (!answered) return offered;
  return selectedConfiguration(answered, potentialConfigurations(offer.document, offered))?.section ?? offered;
}

/** The judgement over one m= section. */
export class AnswerJudgement {
  readonly policy: Policy;
  readonly previous: Dialog | undefined;
  readonly offer: SecurityReading;
  readonly offered: SectionReading;
  readonly answer: SecurityReading;
  /** What the offerer sends with, may, or did: no answer may bring it back (RFC 4568 §7.1.2). */
  readonly ownKeys: KeySet;
  readonly #transports: Transports;
  readonly #findings: Finding[];

  constructor(
    given: AnswerToValidate,
    offered: SectionReading,
    shared: { transports: Transports; ownKeys: KeySet; findings: Finding[] },
  ) {
    this.offer = given.offer;
    this.answer = given.answer;
    this.policy = given.policy;
    this.previous = given.previous;
    this.offered = offered;
    this.ownKeys = shared.ownKeys;
    this.#transports = shared.transports;
    this.#findings = shared.findings;
  }

  judge(): AnsweredSection {
    const { offered } = this;
    const answered = this.answer.sections[offered.index];
    if (!answered) {
      const at = { offset: this.answer.document.text.length, length: 0 };
      return this.refuse(at, {
        rule: 'oa/section-count',
        reference: 'RFC 3264 §6',
        message: `the answer has no m= section ${offered.index}`,
      });
    }
    if (answered.media !== offered.media) {
      const message = `expected m=${offered.media} as in the offer, found m=${answered.media}`;
      return this.refuse(rangeOf(answered), { rule: 'oa/section-count', reference: 'RFC 3264 §6', message });
    }
    const isBundled = this.#transports.has(offered.index);
    // RFC 9143 §6, §7.4: a=bundle-only counts in a group that the offer and the answer have.
    if (!answered.active || (answered.port === 0 && !isBundled)) {
      const reason = 'the peer rejects it (port 0)';
      this.note('info', rangeOf(answered), { rule: 'oa/section-rejected', reference: 'RFC 3264 §6', message: reason });
      return this.rejected(reason);
    }
    if (!offered.active || (offered.port === 0 && !isBundled))
      return this.refuse(rangeOf(answered), {
        rule: 'oa/section-count',
        reference: 'RFC 3264 §6',
        message: 'the offer had port 0 here, so the answer must have it too',
      });
    if (!offered.profile.rtp) return { section: offered.index, kind: 'plain', rtp: false, lost: [] };
    return this.#profile(answered) ?? this.#keying(answered);
  }

  /** A bundled section falls with the section whose transport it uses, and is protected as that is. */
  bundle(judged: AnsweredSection, all: readonly AnsweredSection[]): AnsweredSection {
    const tagged = judged.kind === 'bundled' ? all[judged.with] : undefined;
    if (!tagged || tagged.kind === 'bundled') return judged;
    if (tagged.kind === 'rejected')
      return this.rejected(`its transport is that of m= section ${tagged.section}, which is rejected`, judged.lost);
    const answered = this.answer.sections[this.offered.index] as SectionReading;
    const protection = protectionBy(tagged.kind, tagged.kind === 'sdes' ? tagged.answered.value : undefined);
    const loss = this.refuseLoss(protection, rangeOf(answered), judged.lost);
    if (loss) return loss;
    // All RTP of a group is one session under one profile (RFC 9143 §9.1): what was offered secured does not go in the clear of another.
    if (this.offered.profile.secure && protection.level !== 'keyed')
      return this.refuse(
        answered.range.description.ranges.proto,
        {
          rule: 'sdp/savp-no-keying',
          reference: 'RFC 4568 §5.3, §7.4',
          message: `${answered.profile.name} is accepted in the transport of m= section ${tagged.section}, which has no keys`,
        },
        judged.lost,
      );
    return tagged.kind === 'plain' ? this.#plain(answered, judged.lost) : judged;
  }

  #profile(answered: SectionReading): AnsweredSection | undefined {
    const [from, to] = [this.offered.profile, answered.profile];
    if (from.name.toUpperCase() === to.name.toUpperCase()) return undefined;
    const upgrade = !from.secure && to.secure && from.feedback === to.feedback && from.tls === to.tls;
    if (upgrade && this.policy.interop.answerProfile === 'avp-to-savp') return undefined;
    return this.refuse(answered.range.description.ranges.proto, {
      rule: 'sdp/answer-profile-change',
      reference: 'RFC 3264 §6.1',
      message: `expected ${from.name} as in the offer, found ${to.name}`,
    });
  }

  #keying(answered: SectionReading): AnsweredSection {
    const { offered } = this;
    const tagged = transportOf(this.#transports, offered.index);
    if (tagged !== offered.index) {
      const reason = `the section is bundled: the keys of m= section ${tagged} hold`;
      const lost = answered.crypto.map(line => ({ what: nameOf(line), reason }));
      return { section: offered.index, kind: 'bundled', with: tagged, lost };
    }
    if (this.#prefersDtls(answered)) return judgeDtlsAnswer(this, answered, lostToDtls(answered));
    if (answered.crypto.length > 0) return judgeCryptoAnswer(this, answered);
    if (keyMgmtOf(answered).length > 0) return judgeMikeyAnswer(this, answered);
    const lost = offered.crypto.map(line => ({ what: nameOf(line), reason: 'the answer has no a=crypto line' }));
    const { keying } = this.policy.security;
    const dtls = offered.fingerprints.length > 0 && (answered.fingerprints.length > 0 || answered.profile.tls);
    if (dtls && keying.includes('dtls')) return judgeDtlsAnswer(this, answered, lost);
    if (!dtls && keying.includes('mikey') && needsNoAnswer(offered))
      return { section: offered.index, kind: 'mikey', lost: lostCrypto(offered) };
    if (offered.profile.secure)
      return this.refuse(answered.range.description.ranges.proto, {
        rule: 'sdp/savp-no-keying',
        reference: 'RFC 4568 §5.3, §7.4',
        message: dtls
          ? 'the answer takes DTLS-SRTP, which the policy does not use'
          : `${answered.profile.name} is accepted without any key`,
      });
    if (hasZrtp(answered) && hasZrtp(offered) && keying.includes('zrtp')) return this.#zrtp(answered, lost);
    return this.#plain(answered, lost);
  }

  /** Q22: where an answer takes both of what was offered, peers differ on which one counts, and our policy decides. */
  #prefersDtls(answered: SectionReading): boolean {
    const { keying } = this.policy.security;
    if ([this.offered, answered].some(({ crypto, fingerprints }) => crypto.length === 0 || fingerprints.length === 0))
      return false;
    const first = keying.find(method => method === 'sdes' || method === 'dtls');
    this.note('warning', rangeOf(answered), {
      rule: 'sdp/both-keyings',
      reference: 'RFC 8643 §3.2',
      message: `the answer has both a=crypto and a DTLS fingerprint; the policy prefers ${first ?? 'neither'}`,
    });
    return first === 'dtls';
  }

  #zrtp(answered: SectionReading, lost: readonly Lost[]): AnsweredSection {
    const loss = this.refuseLoss({ level: 'zrtp' }, rangeOf(answered), lost);
    if (loss) return loss;
    this.note(zrtpRemark.severity, rangeOf(answered), zrtpRemark);
    return { section: this.offered.index, kind: 'zrtp', lost };
  }

  #plain(answered: SectionReading, lost: readonly Lost[]): AnsweredSection {
    const { offered, policy } = this;
    const loss = this.refuseLoss(unprotected, rangeOf(answered), lost);
    if (loss) return loss;
    if (policy.security.security === 'required')
      return this.refuse(rangeOf(answered), {
        rule: 'oa/unsecured',
        reference: 'RFC 8643 §3',
        message: 'the answer has no keys, and the policy requires them',
      });
    const remark = plainRemark(policy);
    this.note(remark.severity, rangeOf(answered), remark);
    return { section: offered.index, kind: 'plain', rtp: true, lost };
  }

  /** Q24: the refusal of a section that is protected less than its media was in this call, unless the policy allows that. */
  refuseLoss(now: Protection, at: TextRange, lost: readonly Lost[]): AnsweredSection | undefined {
    const message = this.previous && lossOf(this.previous.protectionOf(this.offered.index, this.offered.media), now);
    if (message === undefined || this.policy.security.downgrade === 'allow') return undefined;
    return this.refuse(at, { rule: 'oa/downgrade-on-reinvite', reference: 'RFC 4568 §5.1.4', message }, lost);
  }

  /** Q23: of two twins an answer takes one; where it takes both, the secured one counts. */
  rejectTwin(secure: number): AnsweredSection {
    const message = `the answer takes this m= section and its secured twin, m= section ${secure}, which counts alone`;
    const at = rangeOf(this.answer.sections[this.offered.index] as SectionReading);
    this.note('warning', at, { rule: 'sdp/dup-mlines', reference: 'RFC 3264 §5.1', message });
    return this.rejected(`m= section ${secure} has the same media secured`);
  }

  /** An error: nothing of the section may be used. */
  refuse(at: TextRange, remark: Omit<NegotiationRemark, 'severity'>, lost: readonly Lost[] = []): AnsweredSection {
    this.note('error', at, remark);
    return this.rejected(remark.message, lost);
  }

  rejected(reason: string, lost: readonly Lost[] = []): AnsweredSection {
    return { section: this.offered.index, kind: 'rejected', reason, lost };
  }

  /** Something to know about the answer that changes nothing. */
  note(severity: Finding['severity'], at: TextRange, remark: Omit<NegotiationRemark, 'severity'>): void {
    this.#findings.push(noteAt(this.answer.document, 'answer', at, this.offered.index, { ...remark, severity }));
  }
}

function lostToDtls({ crypto }: SectionReading): Lost[] {
  return crypto.map(line => ({ what: nameOf(line), reason: 'the policy prefers DTLS-SRTP' }));
}

function hasZrtp({ zrtpHashes }: SectionReading): boolean {
  return zrtpHashes.some(({ refusal }) => !refusal);
}

/** The m= line of a section. */
export function rangeOf({ line }: SectionReading): TextRange {
  return { offset: line.offset, length: line.endOffset - line.offset };
}
