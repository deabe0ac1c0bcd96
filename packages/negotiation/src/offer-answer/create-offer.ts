import type { CryptoAttribute } from '@sdpsec/sdes';
import { SdpDocument } from '../document/index.js';
import { readProfile, readSecurity, type SectionReading, type SecurityReading, withSecurity } from '../reading/index.js';
import type { Agreement, RtpSessionKeying } from './agreement.js';
import { conclude, type Settlement } from './conclude.js';
import { addressOf, type Dialog } from './dialog.js';
import { DescriptionEdits, readLocal } from './local-description.js';
import { type Context, contextOf, type NegotiationOptions } from './options.js';
import { linesToOffer, writeLine } from './own-lines.js';
import { offersTwins, withTwins } from './twins.js';
import { type AnsweredSection, validateAnswer } from './validate-answer.js';

/**
 * Makes an offer out of the description that the caller has of itself.
 *
 * @param localSdp - our own SDP body without security: addresses, ports, codecs, directions. The library sets the profile of each RTP section
 *   (`RTP/SAVP` for `RTP/AVP`; the other way round where the policy says `opportunistic` or `disabled`) and adds the keying lines; any
 *   `a=crypto` lines that are in it make way. Sections with `UDP/TLS/...` profiles, and whatever is no RTP, stay as they are.
 * @returns the offer, waiting for its answers. It holds keys.
 * @throws {@link NegotiationError} `bad-policy` or `bad-local-sdp`.
 * @example
 * ```ts
 * const pending = createOffer(localSdp);
 * call(pending.sdp);
 * const { agreement, dialog } = pending.accept(answerSdp);
 * for (const keying of agreement.rtpSessions) sessions[keying.sections[0]].update(keying);
 * ```
 */
export function createOffer(localSdp: string | SdpDocument, options: NegotiationOptions = {}): PendingOffer {
  const context = contextOf(options);
  const given = readLocal(localSdp);
  // Once there are twins, the caller's description has them too: no m= section ever goes away (RFC 3264 §8).
  const local = offersTwins(context.policy) && !context.previous ? withTwins(given) : given;
  const edits = new DescriptionEdits(local);
  const own = new Map<number, readonly CryptoAttribute[]>();
  for (const section of local.sections) {
    const profile = offeredProfile(section, context);
    if (profile === undefined) continue;
    edits.setProfile(section, profile);
    if (offersTwins(context.policy) && !readProfile(profile).secure) continue;
    const lines = sdesLines(local, section, context);
    if (lines.length === 0) continue;
    own.set(section.index, lines);
    const written = lines.map(line => writeLine(line, context.policy));
    edits.add(section, offersCapabilities(section, context) ? asCapabilities(section, written) : written);
  }
  return new PendingOffer(readSecurity(edits.apply()), own, context);
}

/** `undefined`: the section is none of ours to secure. */
function offeredProfile({ profile, active, index, media }: SectionReading, { policy, previous }: Context): string | undefined {
  if (!active || !profile.rtp || profile.tls) return undefined;
  const before = previous?.section(index, media);
  const { security } = policy.security;
  // A call goes on under the profile that it has.
  if (before?.kind === 'sdes' && security !== 'disabled') return withSecurity(profile, before.profile.secure);
  if (before?.kind === 'plain' && security === 'preferred') return withSecurity(profile, false);
  if (offersTwins(policy)) return withSecurity(profile, previous !== undefined || profile.secure);
  return withSecurity(
    profile,
    security === 'required' || (security === 'preferred' && policy.interop.preferredOffer === 'profile'),
  );
}

/** Only the first offer of a section: from then on the selected configuration is the actual one (RFC 5939 §3.6.3). */
function offersCapabilities({ index, media }: SectionReading, { policy, previous }: Context): boolean {
  const preferred = policy.security.security === 'preferred' && policy.interop.preferredOffer === 'capabilities';
  return preferred && previous?.section(index, media)?.kind !== 'sdes';
}

/** Keys as attribute capabilities of one potential configuration (RFC 5939 §3.4, §3.5.1). Numbers are unique in the whole SDP. */
function asCapabilities({ index, profile }: SectionReading, lines: readonly string[]): string[] {
  const number = (at: number) => index * 100 + at + 1;
  const alternatives = lines.map((_, at) => number(at)).join('|');
  return [
    `a=tcap:${number(0)} ${withSecurity(profile, true)}`,
    ...lines.map((line, at) => `a=acap:${number(at)} ${line.slice(2)}`),
    `a=pcfg:1 t=${number(0)} a=${alternatives}`,
  ];
}

function sdesLines(local: SecurityReading, section: SectionReading, context: Context): readonly CryptoAttribute[] {
  const { security, keying } = context.policy.security;
  if (security === 'disabled' || !keying.includes('sdes')) return [];
  // A bundle-only section has no transport of its own, and a=crypto belongs to the transport (RFC 8859 §5.7, RFC 9143 §6).
  if (section.port === 0) return [];
  const before = context.previous?.section(section.index, section.media);
  const group = local.bundles.find(({ sections }) => sections.includes(section.index));
  const isTagged = group === undefined || group.sections[0] === section.index;
  // Once a group shares one transport, its first section alone describes it (RFC 9143 §7.5).
  if (!isTagged && before?.kind === 'sdes' && !before.keys) return [];
  const moved = before !== undefined && addressOf(section, before.ownAddress) !== before.ownAddress;
  return linesToOffer(before, moved, context);
}

/**
 * An offer that waits for its answer, or for one answer from each fork. It holds keys, so `inspect` and JSON do not show it.
 *
 * @example
 * ```ts
 * const pending: PendingOffer = createOffer(localSdp);
 * const forks = [answerSdp].map(answer => answerOffer(pending.sdp, localSdp));
 * const { agreement } = pending.accept(forks[0].sdp);
 * ```
 */
export class PendingOffer {
  readonly #offer: SecurityReading;
  readonly #own: ReadonlyMap<number, readonly CryptoAttribute[]>;
  readonly #context: Context;

  /** Made by {@link createOffer}. */
  constructor(offer: SecurityReading, own: ReadonlyMap<number, readonly CryptoAttribute[]>, context: Context) {
    this.#offer = offer;
    this.#own = own;
    this.#context = context;
  }

  /** The offer as it goes to the peer. It holds our keys: send it over a protected channel only (RFC 4568 §8.3). */
  get sdp(): string {
    return this.#offer.document.text;
  }

  /** What may be received before an answer comes. With `a=crypto` nothing: the peer's key is in the answer (RFC 4568 §5.1.1). */
  get early(): readonly RtpSessionKeying[] {
    return [];
  }

  /**
   * Takes an answer. Once for each fork: every call yields a dialog of its own and leaves the offer as it is. A section that breaks a rule
   * comes out as `rejected`, with a finding that says where and why; what to do with the call is the caller's decision.
   *
   * @returns the keys of each RTP session, what became of each m= section, and the dialog to go on with.
   */
  accept(answerSdp: string | SdpDocument): { agreement: Agreement; dialog: Dialog } {
    const document = typeof answerSdp === 'string' ? SdpDocument.parse(answerSdp) : answerSdp;
    const answer = readSecurity(document);
    const { policy, previous } = this.#context;
    const verdict = validateAnswer({ offer: this.#offer, answer, policy, previous });
    return conclude({
      settlements: verdict.sections.map(section => this.#settle(section)),
      own: this.#offer.sections,
      peer: answer.sections,
      answer: answer.sections,
      transports: verdict.transports,
      findings: verdict.findings,
      previous,
      policy,
    });
  }

  /** The keys as we made them, not as they read in the text: a key keeps its identity through the call. */
  #settle(section: AnsweredSection): Settlement {
    if (section.kind !== 'sdes') return section;
    const own = this.#own.get(section.section)?.find(({ tag }) => tag === section.offered.value.tag);
    return { kind: 'sdes', keys: { own: own ?? section.offered.value, peer: section.answered.value }, lost: section.lost };
  }

  toString(): string {
    return `[PendingOffer: ${this.#offer.sections.length} m= sections]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
