import { type AsyncMikeyHost, drive, driveAsync, type Exchange, formatKeyMgmt } from '@sdpsec/mikey';
import { SdpDocument } from '../document/index.js';
import {
  type Finding,
  NegotiationError,
  readProfile,
  readSecurity,
  type SectionReading,
  type SecurityReading,
  understoodExtensions,
  unmetRequirement,
} from '../reading/index.js';
import type { Agreement } from './agreement.js';
import { SectionDecision } from './answer-section.js';
import { conclude, type SettledSection, type Settlement } from './conclude.js';
import type { Dialog } from './dialog.js';
import { noteAt } from './finding-id.js';
import { KeySet } from './key-set.js';
import { DescriptionEdits, readLocal } from './local-description.js';
import { abortedByMikey } from './mikey-outcome.js';
import { MikeyResponses } from './mikey-responses.js';
import { nobody } from './mikey-settings.js';
import { type Context, contextOf, type NegotiationOptions } from './options.js';
import { keyMgmtLine } from './own-key-mgmt.js';
import { writeLine } from './own-lines.js';
import { noteSharedKeys } from './shared-keys.js';
import { supersededAttributes, supersededInSession } from './superseded.js';
import { bundledTransports, type Transports } from './transport.js';
import { findTwins } from './twins.js';
import { rangeOf } from './validate-answer.js';

/** What an offer was answered with. */
export interface Answered {
  /** The answer as it goes to the peer. It holds our keys. */
  readonly sdp: string;
  readonly agreement: Agreement;
  readonly dialog: Dialog;
}

/**
 * Answers an offer (RFC 4568 §5.1.2, §7.1.2; RFC 3264 §6): one `a=crypto` line with a key of our own in each accepted m= section, port 0 in
 * each that cannot be accepted.
 *
 * @param offerSdp - the peer's offer; any text is taken, and what is wrong in it becomes an outcome and a finding.
 * @param localSdp - our own SDP body for this answer without security: addresses, ports and codecs, with the same m= sections in the same order
 *   as the offer (RFC 3264 §6) and port 0 in those that the caller does not want. The library sets the profiles, adds the keying lines,
 *   takes out those of any method but the agreed one (RFC 8643 §3.2), and puts port 0 where no key can be agreed.
 * @throws {@link NegotiationError} `bad-input`, `bad-policy`, `bad-local-sdp`, or `section-mismatch` when the two have other m= sections.
 * @example
 * ```ts
 * const { sdp, agreement, dialog } = answerOffer(offerSdp, localSdp);
 * if (agreement.sections.every(section => section.kind === 'rejected')) respond(488);
 * else respond(200, sdp);
 * ```
 */
export function answerOffer(
  offerSdp: string | SdpDocument,
  localSdp: string | SdpDocument,
  options: NegotiationOptions = {},
): Answered {
  return drive(answering(offerSdp, localSdp, options), options?.mikey?.host ?? nobody);
}

/**
 * {@link answerOffer} with a MIKEY host that takes its time: a directory of keys, a shared replay cache, a hardware module.
 *
 * @example
 * ```ts
 * const mikey = { host, identity: uri('sip:bob@example.org') };
 * const { sdp } = await answerOfferAsync(offerSdp, localSdp, { policy: { security: { keying: ['mikey', 'sdes'] } }, mikey });
 * ```
 */
export function answerOfferAsync(
  offerSdp: string | SdpDocument,
  localSdp: string | SdpDocument,
  options: NegotiationOptions<AsyncMikeyHost> = {},
): Promise<Answered> {
  return driveAsync(answering(offerSdp, localSdp, options), options?.mikey?.host ?? nobody);
}

function* answering(
  offerSdp: string | SdpDocument,
  localSdp: string | SdpDocument,
  options: NegotiationOptions<AsyncMikeyHost>,
): Exchange<Answered> {
  const context = contextOf(options);
  const offer = readSecurity(SdpDocument.parse(offerSdp));
  const local = readLocal(localSdp);
  checkSections(offer, local);
  const findings: Finding[] = [];
  noteMissingSections(offer, context.previous, findings);
  const mikey = new MikeyResponses(offer, context, findings);
  const { settlements, transports } = yield* decideAll(offer, local, context, { mikey, findings });
  const own = settlements.map((settlement, index) => ownSection(offer, local, settlement, index));
  const { text } = write({ offer, local, own, settlements, mikey }, context);
  const { previous, policy } = context;
  const { agreement, dialog } = conclude({
    settlements,
    own,
    peer: offer.sections,
    answer: own,
    transports,
    previous,
    policy,
    findings,
  });
  return new SealedAnswer(text, agreement, dialog);
}

/** The decisions over all m= sections, each taken once. */
class Decisions {
  readonly settlements: Settlement[] = [];
  readonly #offer: SecurityReading;
  readonly #local: SecurityReading;
  readonly #context: Context;
  readonly #shared: { readonly ownKeys: KeySet; readonly mikey: MikeyResponses; readonly findings: Finding[] };

  constructor(offer: SecurityReading, local: SecurityReading, context: Context, mikey: MikeyResponses, findings: Finding[]) {
    this.#offer = offer;
    this.#local = local;
    this.#context = context;
    this.#shared = { ownKeys: new KeySet(context.previous ? [context.previous.ownKeys] : []), mikey, findings };
  }

  /** Whether a section is accepted. */
  *accepts(index: number): Exchange<boolean> {
    const settled = this.settlements[index] ?? (yield* this.#decisionOver(index).decide());
    this.settlements[index] = settled;
    return settled.kind !== 'rejected';
  }

  /** A section with port 0 whose group came to nothing. */
  outsideGroup(index: number): void {
    this.settlements[index] ??= this.#decisionOver(index).outsideGroup();
  }

  /** A section goes with the one that describes its transport. */
  bundle(index: number, tagged: number, settled: Exclude<Settlement, { kind: 'bundled' }>): void {
    this.settlements[index] = this.#decisionOver(index).bundle(tagged, settled);
  }

  #decisionOver(index: number): SectionDecision {
    return new SectionDecision({ offer: this.#offer, local: this.#local, index }, this.#context, this.#shared);
  }
}

/** Decides section by section; in a BUNDLE group over the first one that can be accepted, whose transport the others use. */
function* decideAll(
  offer: SecurityReading,
  local: SecurityReading,
  context: Context,
  { mikey, findings }: { mikey: MikeyResponses; findings: Finding[] },
): Exchange<{ settlements: readonly Settlement[]; transports: Transports }> {
  const decisions = new Decisions(offer, local, context, mikey, findings);
  const { settlements } = decisions;
  const inUse = (index: number) => (offer.sections[index]?.active && local.sections[index]?.active) ?? false;
  const isUnported = (index: number) => offer.sections[index]?.port === 0;
  const transports = new Map<number, readonly [number, ...number[]]>();
  for (const group of new Set(bundledTransports(offer, local, inUse).values())) {
    // RFC 9143 §7.3.1: a section with port 0 describes no transport, unless that is the one of a data channel.
    const first = group.findIndex(isUnported);
    const candidates = first > 0 ? group.filter(index => !isUnported(index)) : group;
    let place = 0;
    while (place < candidates.length && !(yield* decisions.accepts(candidates[place] as number))) place++;
    const tagged = candidates[place];
    const settled = settlements[tagged ?? -1];
    if (tagged === undefined || !settled || settled.kind === 'bundled') continue;
    const refused = new Set(candidates.slice(0, place));
    const members = [tagged, ...group.filter(index => index !== tagged && !refused.has(index))] as [number, ...number[]];
    for (const index of members) transports.set(index, members);
    for (const index of members.slice(1)) decisions.bundle(index, members[0], settled);
  }
  for (const { secure, plain } of findTwins(offer.sections)) {
    noteTwins(offer, plain < secure ? plain : undefined, findings);
    if (yield* decisions.accepts(secure))
      settlements[plain] = { kind: 'rejected', reason: `m= section ${secure} offers the same media secured`, lost: [] };
  }
  for (const { index, active } of offer.sections)
    if (active && isUnported(index)) decisions.outsideGroup(index);
    else yield* decisions.accepts(index);
  const peerKey = (index: number) => {
    const settled = settlements[index];
    return settled?.kind === 'sdes' ? settled.keys.peer : undefined;
  };
  noteSharedKeys(offer, 'offer', peerKey, findings);
  return { settlements: abortedByMikey(settlements), transports };
}

/** An m= section that is no longer wanted stays, with port 0: else those behind it, and their keys, change places. */
function noteMissingSections({ document, sections }: SecurityReading, previous: Dialog | undefined, findings: Finding[]): void {
  if (!previous || sections.length >= previous.size) return;
  const message = `the offer has ${sections.length} m= sections, the call ${previous.size}; one that is no longer used stays, with port 0`;
  const remark = { rule: 'oa/section-count', severity: 'error', reference: 'RFC 3264 §8', message } as const;
  findings.push(noteAt(document, 'offer', { offset: document.text.length, length: 0 }, undefined, remark));
}

/** Q23: whoever takes the first of two twins goes on in the clear. */
function noteTwins({ document, sections }: SecurityReading, plain: number | undefined, findings: Finding[]): void {
  const section = plain === undefined ? undefined : sections[plain];
  if (!section) return;
  const message =
    'the same media is offered again under a secure profile; this m= section stands first, and a strict peer takes it';
  const remark = { rule: 'sdp/dup-mlines', severity: 'warning', reference: 'RFC 3264 §5.1', message } as const;
  findings.push(noteAt(document, 'offer', rangeOf(section), section.index, remark));
}

function checkSections(offer: SecurityReading, local: SecurityReading): void {
  if (offer.sections.length !== local.sections.length)
    throw new NegotiationError(
      'section-mismatch',
      `expected ${offer.sections.length} m= sections in the local description as in the offer, found ${local.sections.length}`,
    );
  for (const [index, { media }] of offer.sections.entries())
    if (local.sections[index]?.media !== media)
      throw new NegotiationError(
        'section-mismatch',
        `expected m= section ${index} of the local description to be of the media type that the offer has there`,
      );
}

/** An m= section of ours as it stands in the answer. */
function ownSection(offer: SecurityReading, local: SecurityReading, settlement: Settlement, index: number): SettledSection {
  const section = local.sections[index] as SectionReading;
  const offered = offer.sections[index] as SectionReading;
  const selected = configurationOf(settlement);
  const transport = selected ? readProfile(selected.profile) : offered.profile;
  // RFC 3264 §6: the transport of an answer is that of the offer, in rejected sections too; but not what is no transport at all.
  const profile = offered.profile.token ? transport : section.profile;
  const port = settlement.kind === 'rejected' ? 0 : section.port;
  return profile.name === section.profile.name && port === section.port ? section : { ...section, profile, port };
}

/** The potential configuration by which a section is accepted. */
function configurationOf(settlement: Settlement): Extract<Settlement, { kind: 'sdes' }>['configuration'] {
  return settlement.kind === 'sdes' || settlement.kind === 'mikey' ? settlement.configuration : undefined;
}

/** What an answer is written from. */
interface ToWrite {
  readonly offer: SecurityReading;
  readonly local: SecurityReading;
  readonly own: readonly SettledSection[];
  readonly settlements: readonly Settlement[];
  readonly mikey: MikeyResponses;
}

function write({ offer, local, own, settlements, mikey }: ToWrite, { policy }: Context): SdpDocument {
  const edits = new DescriptionEdits(local);
  const session = new Set<string>();
  for (const [index, settlement] of settlements.entries()) {
    const section = local.sections[index] as SectionReading;
    const offered = offer.sections[index] as SectionReading;
    const configuration = configurationOf(settlement);
    edits.setProfile(section, (own[index] as SettledSection).profile.name);
    if (settlement.kind === 'rejected') edits.reject(section);
    if (offered.profile.rtp) edits.remove(supersededAttributes(settlement, settlements), section.attributes);
    const selection = configuration ? [`a=acfg:${configuration.selector}`] : [];
    if (settlement.kind === 'sdes') edits.add(section, [writeLine(settlement.keys.own, policy), ...selection]);
    const message = settlement.kind === 'mikey' ? settlement.reply : errorOf(settlement, offered, mikey);
    const lines = message ? [keyMgmtLine(formatKeyMgmt(message), policy)] : [];
    // RFC 4567 §4.1.2: where the offer has it.
    const atSession = settlement.kind === 'mikey' ? settlement.keys.level === 'session' : offered.own.keyMgmt.length === 0;
    if (atSession) for (const line of lines) session.add(line);
    edits.add(section, [...(atSession ? [] : lines), ...(settlement.kind === 'mikey' ? selection : [])]);
  }
  edits.remove(supersededInSession(settlements), local.session.attributes);
  supportedExtensions(offer, edits, local);
  edits.addToSession([...session]);
  const rejected = new Set(own.filter((_, index) => settlements[index]?.kind === 'rejected').map(({ mid }) => mid));
  for (const { line, mids } of local.bundles) {
    const kept = mids.filter(mid => !rejected.has(mid));
    if (kept.length < mids.length) edits.replaceLine(line.index, `a=group:BUNDLE${kept.map(mid => ` ${mid}`).join('')}`);
  }
  return edits.apply();
}

const supported = `a=csup:${understoodExtensions.join()}`;

/** RFC 5939 §3.6.2: an answer tells what it understands where the offer requires more. */
function supportedExtensions({ session, sections }: SecurityReading, edits: DescriptionEdits, local: SecurityReading): void {
  if (unmetRequirement(session.attributes) !== undefined) edits.addToSession([supported]);
  for (const { index, attributes } of sections)
    if (unmetRequirement(attributes) !== undefined) edits.add(local.sections[index] as SectionReading, [supported]);
}

/** A section that MIKEY brought to nothing says why (RFC 4567 §4.1.2). */
function errorOf(settlement: Settlement, offered: SectionReading, mikey: MikeyResponses): Uint8Array | undefined {
  return settlement.kind === 'rejected' ? mikey.errorFor(offered) : undefined;
}

/** Keeps the answer out of logs: it holds keys. */
class SealedAnswer implements Answered {
  readonly sdp: string;
  readonly agreement: Agreement;
  readonly dialog: Dialog;

  constructor(sdp: string, agreement: Agreement, dialog: Dialog) {
    this.sdp = sdp;
    this.agreement = agreement;
    this.dialog = dialog;
  }

  toJSON(): object {
    return { sdp: `[SDP: ${this.sdp.length} characters]`, agreement: this.agreement, dialog: this.dialog };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return this.toJSON();
  }
}
