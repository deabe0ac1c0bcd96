import {
  type Bundle,
  type Established,
  type Exchange,
  formatKeyMgmt,
  type Hint,
  type Initiator,
  initiator,
  type Mode,
  type Offered,
  type Refused,
  type SessionOffer,
  type SrtpPolicy,
} from '@sdpsec/mikey';
import { suites } from '@sdpsec/srtp-core/suites';
import { type KeyMgmtLine, readMikeyOctets } from '../reading/index.js';
import type { Lost, RtpSessionKeying } from './agreement.js';
import { type CsIds, csIdsAt, keysOfSection } from './mikey-keys.js';
import { type MikeyOutcome, mikeyFailure } from './mikey-outcome.js';
import { exchangeOptions } from './mikey-settings.js';
import type { Context } from './options.js';
import { keyMgmtLine, mikeyKeyOffers, nameOfMode } from './own-key-mgmt.js';
import { offeredSuites } from './own-lines.js';
import type { Protection } from './protection.js';

/** The m= sections that one message is to key. */
export interface PlannedBundle {
  readonly level: 'session' | 'media';
  readonly sections: readonly number[];
  /** Under RTP/AVP, at least one of them: an answer without a message is then one without keys. */
  readonly plain: boolean;
  /** What the call has: the message is an update of it. */
  readonly update?: { readonly bundle: Bundle; readonly csIds: ReadonlyMap<number, CsIds> };
}

/** One `a=key-mgmt` line of ours, and the exchange behind it. */
interface Alternative {
  readonly mode: Mode;
  readonly initiator: Initiator;
  readonly offered: Offered;
  readonly csbId: number | undefined;
  /** Whether the peer has to answer it by a message of its own. */
  readonly answered: boolean;
}

/** The lines that offer MIKEY for some m= sections, and what waits for their answer. It holds keys. */
export class OfferedBundle {
  readonly level: 'session' | 'media';
  /** Lines of the SDP, the preferred one first. */
  readonly lines: readonly string[];
  /** Exchanges that could not be offered, and why. */
  readonly lost: readonly Lost[];
  readonly #csIds: ReadonlyMap<number, CsIds>;
  readonly #alternatives: readonly Alternative[];
  readonly #context: Context;

  private constructor(
    level: 'session' | 'media',
    csIds: ReadonlyMap<number, CsIds>,
    alternatives: readonly Alternative[],
    lost: readonly Lost[],
    context: Context,
  ) {
    this.level = level;
    this.#csIds = csIds;
    this.#alternatives = alternatives;
    this.#context = context;
    this.lost = lost;
    this.lines = alternatives.map(({ offered }) => keyMgmtLine(formatKeyMgmt(offered.message), context.policy));
  }

  /** Starts the exchanges that the policy offers. */
  static *start(planned: PlannedBundle, context: Context): Exchange<OfferedBundle> {
    const csIds =
      planned.update?.csIds ?? new Map(planned.sections.map((section, position) => [section, csIdsAt(position, 'own')] as const));
    const { bundle } = planned.update ?? {};
    // RFC 4567 §4.1.2: the same protocol as before carries the re-keying, and an update has the mode of its bundle.
    let modes: readonly Mode[] = bundle ? [bundle.mode] : context.policy.security.mikey.offer;
    const lost: Lost[] = [];
    for (;;) {
      const alternatives: Alternative[] = [];
      const refused: Mode[] = [];
      for (const mode of modes) {
        const started = yield* startMode(mode, modes.length, planned.plain, csIds, bundle, context);
        if ('reason' in started) {
          lost.push({ what: nameOfMode(mode), reason: started.reason });
          refused.push(mode);
        } else alternatives.push(started);
      }
      if (refused.length === 0 || alternatives.length === 0)
        return new OfferedBundle(planned.level, csIds, alternatives, lost, context);
      // The list of identifiers in each message is that of the lines which are really there (RFC 4567 §4.1.4).
      modes = alternatives.map(({ mode }) => mode);
    }
  }

  /** The CSB IDs that its messages have taken. */
  get csbIds(): readonly number[] {
    return this.#alternatives.flatMap(({ csbId }) => csbId ?? []);
  }

  /** What media may come with before the answer does: the keys of the first line that has keys of ours alone. */
  early(section: number, mid: string | undefined): RtpSessionKeying | undefined {
    const csIds = this.#csIds.get(section);
    const sessions = this.#alternatives.find(({ offered }) => offered.early.length > 0)?.offered.early;
    const receive = sessions?.find(({ csId }) => csId === csIds?.peer)?.parameters;
    return receive && { send: [], receive: [receive], sections: [section], ...(mid !== undefined && { mid }) };
  }

  /**
   * Takes the answer for a section: its line, or none where no message was asked for.
   *
   * @param known - what messages of this answer came to so far: one line may stand for several sections.
   */
  *finish(
    section: number,
    line: KeyMgmtLine | undefined,
    now: number,
    before: Protection,
    known: Map<string, Established | Refused | Hint>,
  ): Exchange<MikeyOutcome> {
    const { policy, random } = this.#context;
    const csIds = this.#csIds.get(section);
    const answered = yield* this.#answeredBy(line, now, random, known);
    if (!answered || !csIds)
      return mikeyFailure('not-ours', 'the answer belongs to none of the offered messages: its CSB ID is another');
    const { alternative, outcome } = answered;
    if (outcome.kind === 'refused') return mikeyFailure(outcome.code, outcome.message);
    if (outcome.kind === 'hint') return mikeyFailure('hint', `the peer reports, without proof: ${outcome.errors.join(', ')}`);
    const lost = this.#alternatives
      .filter(other => other !== alternative)
      .map(({ mode }) => ({ what: nameOfMode(mode), reason: `the peer chose ${alternative.mode}` }));
    const given = { bundle: outcome.state, csIds, level: this.level };
    const keys = keysOfSection(outcome.cryptoSessions, given, policy, before);
    return typeof keys === 'string' ? mikeyFailure('policy', keys) : { kind: 'keys', keys, lost, warnings: outcome.warnings };
  }

  *#answeredBy(
    line: KeyMgmtLine | undefined,
    now: number,
    random: Context['random'],
    known: Map<string, Established | Refused | Hint>,
  ): Exchange<{ alternative: Alternative; outcome: Established | Refused | Hint } | undefined> {
    if (!line) {
      const [alternative] = this.#alternatives;
      const bundle = alternative?.offered.bundle;
      if (!alternative || !bundle || alternative.answered) return undefined;
      const { early } = alternative.offered;
      const outcome: Established = {
        ...{ kind: 'established', state: bundle, cryptoSessions: early, protectedBy: bundle.protectedBy, warnings: [] },
      };
      return { alternative, outcome };
    }
    const message = line.value.kind === 'key-mgmt' ? line.value.data : new Uint8Array();
    const alternative = this.#alternatives.find(({ csbId }) => csbId !== undefined && csbId === csbIdOf(message));
    if (!alternative) return undefined;
    const seen = known.get(line.line.value);
    const outcome = seen ?? (yield* alternative.initiator.handle(alternative.offered.state, message, now, random));
    known.set(line.line.value, outcome);
    return { alternative, outcome };
  }
}

function* startMode(
  mode: Mode,
  lines: number,
  plain: boolean,
  csIds: ReadonlyMap<number, CsIds>,
  bundle: Bundle | undefined,
  context: Context,
): Exchange<Alternative | { readonly reason: string }> {
  const { policy, now, random, rekey, mikey } = context;
  if (!mikey) return { reason: 'the options have no mikey: nobody to ask for keys' };
  if (mode === 'sakke' && !(mikey.sakke && mikey.identity && mikey.peer))
    return { reason: 'SAKKE makes keys of names: the options identity, peer and sakke are needed' };
  // No message of the answer says that it takes this line (RFC 6509 §2.1), so it has to be the only one, and the section a secure one.
  if (mode === 'sakke' && (lines > 1 || plain))
    return { reason: 'SAKKE has no answer: it can neither stand beside other lines nor under RTP/AVP' };
  const sessions = bundle ? updatedSessions(bundle, csIds, mikey.stream) : newSessions(csIds, context);
  if (!sessions) return { reason: 'no suite of the policy has a MIKEY number' };
  const { prf, dhGroup, envelopeCaching, certificateHash, csbIdsInUse, peerCertificates } = mikey;
  const initiating = initiator({
    ...exchangeOptions(mikey),
    ...{ mode, sessions, sdpIds: Array.from({ length: lines }, () => 'mikey'), allow: policy.security.mikey.allow },
    // Without a message in the answer nobody knows which of several lines it takes, or under RTP/AVP whether any.
    verify: policy.security.mikey.verify || lines > 1 || plain,
    keys: bundle && !rekey ? [] : mikeyKeyOffers(policy, bundle),
    ...(!mikey.peer && bundle?.remote && { peer: bundle.remote }),
    ...(prf && { prf }),
    ...(dhGroup && { dhGroup }),
    ...(envelopeCaching && { envelopeCaching }),
    ...(certificateHash && { certificateHash }),
    ...(csbIdsInUse && { csbIdsInUse }),
    ...(peerCertificates && { peerCertificates }),
    // The SAKKE payload has no place for an MKI (RFC 6509 §4.2).
    ...(mode === 'sakke' && { map: 'GENERIC-ID' as const }),
  });
  const offered = yield* initiating.start(now, random, bundle);
  if (offered.kind === 'refused') return { reason: offered.message };
  const { message } = offered;
  return { mode, initiator: initiating, offered, csbId: csbIdOf(message), answered: asksForAnswer(message) };
}

/** Two crypto sessions for each m= section, for each direction one (RFC 4567 §7.1). */
function newSessions(csIds: ReadonlyMap<number, CsIds>, { policy, mikey }: Context): SessionOffer[] | undefined {
  const [suite] = offeredSuites(policy, 'mikey');
  if (!suite) return undefined;
  const shortTag = suites[suite].tagOctets.srtp === 4 && policy.interop.srtcpTagOctets === 4;
  const srtp: SrtpPolicy = { suite, ...(shortTag && { srtcpTagOctets: 4 as const }), ...(mikey?.rcc && { rcc: mikey.rcc }) };
  return [...csIds.keys()].flatMap(section => [{ policy: srtp, ...mikey?.stream?.(section) }, { policy: srtp }]);
}

/** Those of the bundle, with the stream that we send now. */
function updatedSessions(
  { map, policies }: Bundle,
  csIds: ReadonlyMap<number, CsIds>,
  stream: NonNullable<Context['mikey']>['stream'],
): SessionOffer[] {
  if (map.kind !== 'srtp-id') return [];
  const own = new Map([...csIds].map(([section, ids]) => [ids.own, section]));
  return map.sessions.map(({ policy, ssrc, roc }, index) => {
    const section = own.get(index + 1);
    const now = section === undefined ? undefined : stream?.(section);
    return {
      policy: policies.get(policy) ?? { suite: 'AES_CM_128_HMAC_SHA1_80' },
      ...(ssrc !== 0 && { ssrc, roc }),
      ...now,
    };
  });
}

function csbIdOf(octets: Uint8Array): number | undefined {
  const reading = readMikeyOctets(octets);
  return reading.kind === 'message' ? reading.message.header.csbId : undefined;
}

/** The V flag (RFC 3830 §6.1). */
function asksForAnswer(octets: Uint8Array): boolean {
  const reading = readMikeyOctets(octets);
  return reading.kind !== 'message' || reading.message.header.v;
}
