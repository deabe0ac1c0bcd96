import { type AsyncMikeyHost, drive, driveAsync, type Exchange } from '@sdpsec/mikey';
import type { CryptoAttribute } from '@sdpsec/sdes';
import type { SdpDocument } from '../document/index.js';
import {
  NegotiationError,
  readProfile,
  readSecurity,
  type SectionReading,
  type SecurityReading,
  withSecurity,
} from '../reading/index.js';
import { addressOf } from './dialog.js';
import { DescriptionEdits, readLocal } from './local-description.js';
import { nobody } from './mikey-settings.js';
import { OfferedBundle } from './offered-mikey.js';
import { checkOfferedKeys, checkOfferedProtection } from './offered-protection.js';
import { type Context, contextOf, type NegotiationOptions } from './options.js';
import { linesToOffer, writeLine } from './own-lines.js';
import { AsyncPendingOffer, type Offering, PendingOffer } from './pending-offer.js';
import { isKeyedBy, planMikey } from './planned-mikey.js';
import { offersTwins, withTwins } from './twins.js';

/**
 * Makes an offer out of the description that the caller has of itself.
 *
 * @param localSdp - our own SDP body without security: addresses, ports, codecs, directions. The library sets the profile of each RTP section
 *   (`RTP/SAVP` for `RTP/AVP`; the other way round where the policy says `opportunistic` or `disabled`) and adds the keying lines; any
 *   `a=crypto`, `a=key-mgmt` and `k=` lines that are in it make way. Sections with `UDP/TLS/...` profiles, and whatever is no RTP, stay as they are.
 * @returns the offer, waiting for its answers. It holds keys.
 * @throws {@link NegotiationError} `bad-input`, `bad-policy`, `bad-local-sdp`, `section-mismatch` when an m= section of the dialog is left
 *   out (one that is no longer wanted stays, with port 0: RFC 3264 §8), `downgrade` where an m= section would go into the clear in a call
 *   that is secured, or `no-keys-to-offer` where an m= section is to be secured and no method of the policy has keys for it. `MikeyError`
 *   `bad-option` for MIKEY settings that contradict each other.
 * @example
 * ```ts
 * const pending = createOffer(localSdp);
 * call(pending.sdp);
 * const { agreement, dialog } = pending.accept(answerSdp);
 * for (const keying of agreement.rtpSessions) sessions[keying.sections[0]].update(keying);
 * ```
 */
export function createOffer(localSdp: string | SdpDocument, options: NegotiationOptions = {}): PendingOffer {
  const host = options?.mikey?.host ?? nobody;
  return new PendingOffer(drive(offering(localSdp, options), host), host);
}

/**
 * {@link createOffer} with a MIKEY host that takes its time: a directory of keys, a shared replay cache, a hardware module.
 *
 * @example
 * ```ts
 * const mikey = { host, identity: uri('sip:alice@example.org'), peer: uri('sip:bob@example.org') };
 * const pending = await createOfferAsync(localSdp, { policy: { security: { keying: ['mikey'] } }, mikey });
 * const { agreement } = await pending.acceptAsync(answerSdp);
 * ```
 */
export async function createOfferAsync(
  localSdp: string | SdpDocument,
  options: NegotiationOptions<AsyncMikeyHost> = {},
): Promise<AsyncPendingOffer> {
  const host = options?.mikey?.host ?? nobody;
  return new AsyncPendingOffer(await driveAsync(offering(localSdp, options), host), host);
}

function* offering(localSdp: string | SdpDocument, options: NegotiationOptions<AsyncMikeyHost>): Exchange<Offering> {
  const context = contextOf(options);
  const given = readLocal(localSdp);
  // Once there are twins, the caller's description has them too: no m= section ever goes away (RFC 3264 §8).
  const local = offersTwins(context.policy) && !context.previous ? withTwins(given) : given;
  checkSections(local, context);
  const edits = new DescriptionEdits(local);
  const own = new Map<number, readonly CryptoAttribute[]>();
  const mikey = yield* offeredMikey(local, context);
  for (const section of local.sections) {
    const profile = offeredProfile(section, context);
    if (profile === undefined) continue;
    edits.setProfile(section, profile);
    if (offersTwins(context.policy) && !readProfile(profile).secure) continue;
    const lines = sdesLines(local, section, context);
    if (lines.length > 0) own.set(section.index, lines);
    const bundle = mikey.get(section.index);
    const keyed = lines.length > 0 || (bundle !== undefined && bundle.lines.length > 0);
    checkOfferedProtection(local, section, keyed, context);
    checkOfferedKeys(local, section, profile, keyed, context);
    const written = {
      sdes: lines.map(line => writeLine(line, context.policy)),
      mikey: bundle?.level === 'media' ? bundle.lines : [],
    };
    edits.add(section, offersCapabilities(section, context) ? asCapabilities(section, written) : inOrder(written, context));
  }
  const session = [...mikey.values()].find(({ level }) => level === 'session');
  edits.addToSession(session?.lines ?? []);
  return { offer: readSecurity(edits.apply()), own, mikey, context };
}

function checkSections({ document, sections }: SecurityReading, { previous }: Context): void {
  const least = previous?.size ?? 0;
  if (sections.length < least)
    throw new NegotiationError(
      'section-mismatch',
      `expected at least the ${least} m= sections of the dialog in the local description, found ${sections.length}`,
    );
  const unknown = sections.find(({ active, profile }) => active && profile.unknownRtp);
  // Under a name that nobody knows it would go out in the clear, and be called no RTP.
  if (unknown)
    throw new NegotiationError(
      'bad-local-sdp',
      `expected RTP/AVP, RTP/AVPF, RTP/SAVP or RTP/SAVPF in m= section ${unknown.index} (line ${document.position(unknown.line.offset).line}) of the local description, found another profile of RTP`,
    );
}

/** Starts MIKEY for every section that offers it. */
function* offeredMikey(local: SecurityReading, context: Context): Exchange<Map<number, OfferedBundle>> {
  const found = new Map<number, OfferedBundle>();
  const secured = new Map<number, boolean>();
  for (const section of local.sections) {
    const profile = offeredProfile(section, context);
    const secure = profile !== undefined && readProfile(profile).secure;
    // A plain twin has no keys.
    if (profile !== undefined && (secure || !offersTwins(context.policy))) secured.set(section.index, secure);
  }
  const { mikey, previous } = context;
  const csbIdsInUse = [...(mikey?.csbIdsInUse ?? []), ...(previous?.csbIds ?? [])];
  for (const planned of planMikey(local, secured, context)) {
    const bundle = yield* OfferedBundle.start(planned, { ...context, mikey: mikey && { ...mikey, csbIdsInUse } });
    csbIdsInUse.push(...bundle.csbIds);
    const { keying } = context.policy.security;
    if (bundle.lines.length === 0 && keying.every(method => method === 'mikey'))
      throw new NegotiationError(
        'no-keys-to-offer',
        `MIKEY cannot be offered: ${bundle.lost.map(({ what, reason }) => `${what}: ${reason}`).join('; ')}`,
      );
    for (const section of planned.sections) found.set(section, bundle);
  }
  return found;
}

/** The lines of a section: those of the preferred method first. */
function inOrder(written: Written, { policy }: Context): string[] {
  return policy.security.keying.flatMap(method => (method === 'sdes' || method === 'mikey' ? written[method] : []));
}

/** What a section offers, by method. */
interface Written {
  readonly sdes: readonly string[];
  readonly mikey: readonly string[];
}

/** `undefined`: the section is none of ours to secure. */
function offeredProfile({ profile, active, index, media }: SectionReading, { policy, previous }: Context): string | undefined {
  if (!active || !profile.rtp || profile.tls) return undefined;
  const before = previous?.section(index, media);
  const { security } = policy.security;
  // A call goes on under the profile that it has.
  if ((before?.kind === 'sdes' || before?.kind === 'mikey') && security !== 'disabled')
    return withSecurity(profile, before.profile.secure);
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
  const before = previous?.section(index, media)?.kind;
  return preferred && before !== 'sdes' && before !== 'mikey';
}

/**
 * Keys as attribute capabilities of one potential configuration (RFC 5939 §3.4, §3.5.1): one alternative for each `a=crypto` line, one for all
 * lines of MIKEY together, whose list of identifiers names them all. Numbers are unique in the whole SDP.
 */
function asCapabilities({ index, profile }: SectionReading, { sdes, mikey }: Written): string[] {
  const lines = [...sdes, ...mikey];
  if (lines.length === 0) return [];
  const number = (at: number) => index * 100 + at + 1;
  const alternatives = [
    ...sdes.map((_, at) => number(at)),
    ...(mikey.length > 0 ? [mikey.map((_, at) => number(sdes.length + at)).join()] : []),
  ];
  return [
    `a=tcap:${number(0)} ${withSecurity(profile, true)}`,
    ...lines.map((line, at) => `a=acap:${number(at)} ${line.slice(2)}`),
    `a=pcfg:1 t=${number(0)} a=${alternatives.join('|')}`,
  ];
}

function sdesLines(local: SecurityReading, section: SectionReading, context: Context): readonly CryptoAttribute[] {
  const { security, keying } = context.policy.security;
  if (security === 'disabled' || !keying.includes('sdes')) return [];
  // A call that has keys of MIKEY goes on with MIKEY (RFC 4567 §4.1.2).
  if (isKeyedBy('mikey', section, context)) return [];
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
