import {
  dataTypes,
  type Established,
  type Exchange,
  type Hint,
  type MikeyMessage,
  type Mode,
  type RefusalCode,
  type Refused,
  registeredName,
  responder,
} from '@sdpsec/mikey';
import type { TextRange } from '../document/index.js';
import {
  type Finding,
  isMikey,
  type KeyMgmtLine,
  keyMgmtOf,
  keyMgmtText,
  type MikeyLine,
  readCapabilities,
  readMikeyOctets,
  type SectionReading,
  type SecurityReading,
  sdpIds,
} from '../reading/index.js';
import type { Lost } from './agreement.js';
import type { Settlement } from './conclude.js';
import { type NegotiationRemark, noteAt } from './finding-id.js';
import { csIdsAt, keysOfSection } from './mikey-keys.js';
import { failureOf, failureRemark, type MikeyFailure, mikeyFailure, warningRemarks } from './mikey-outcome.js';
import { exchangeOptions } from './mikey-settings.js';
import type { Context } from './options.js';
import { mikeyKeyOffers } from './own-key-mgmt.js';
import { offeredSuites } from './own-lines.js';
import { type Protection, unprotected } from './protection.js';

/** The modes by the data type of their first message (RFC 3830 §6.1, RFC 4650 §4.1, RFC 4738 §3.9.1, RFC 6509 §4.1). */
const modeOfDataType: ReadonlyMap<number, Mode> = new Map([
  [0, 'psk'],
  [2, 'public-key'],
  [4, 'dh'],
  [7, 'dhhmac'],
  [9, 'rsa-r'],
  [26, 'sakke'],
]);

/**
 * What leaves the way open for the next line, and behind the last for the next method: the peer asks for something that is not there, and said
 * nothing that turned out false. Anything else ends the session (RFC 4567 §4.1.2), for a weaker method must not win by spoiling the message of a
 * stronger one.
 */
const passedOver: readonly RefusalCode[] = ['unsupported-message', 'unsupported-here', 'unknown-peer'];

/**
 * Most messages of one offer that are answered, beside those of a pre-shared key, which cost a hash. A signature takes milliseconds to be found
 * wrong, the pairing of SAKKE tens of them: an SDP of a megabyte with a message in every m= section would stop this end for a quarter of a minute.
 */
const mostCostlyMessages = 32;

/** More lines than anybody has reason to offer are not tried: each may ask the host for a key. */
const mostTried = 8;

/** A line whose exchange the policy accepts. */
interface Alternative {
  readonly line: MikeyLine;
  readonly message: MikeyMessage;
}

type Response = Established | Refused | Hint;

/** The answerer's side of the MIKEY in an offer: every message is answered once, whatever number of m= sections it is for. */
export class MikeyResponses {
  readonly #offer: SecurityReading;
  readonly #context: Context;
  readonly #findings: Finding[];
  /** The m= sections that have the same lines: one message is for all of them. */
  readonly #sharing = new Map<string, SectionReading[]>();
  /** By the lines that sections share, and by the text of each line that was tried. */
  readonly #responses = new Map<string, Map<string, Response>>();
  #costlyMessages = 0;

  constructor(offer: SecurityReading, context: Context, findings: Finding[]) {
    this.#offer = offer;
    this.#context = context;
    this.#findings = findings;
    for (const section of offer.sections)
      for (const one of [section, ...readCapabilities(offer.document, section).usable.map(({ section: changed }) => changed)]) {
        const key = keyOf(one);
        if (key === undefined) continue;
        const sharing = this.#sharing.get(key) ?? [];
        // A section counts once, in however many of its configurations the message stands.
        if (!sharing.some(({ index }) => index === one.index)) sharing.push(one);
        this.#sharing.set(key, sharing);
      }
  }

  /** The settlement of a section by MIKEY; `undefined` where the next method has its turn, for the reasons that `lost` takes in. */
  *settle(section: SectionReading, lost: Lost[]): Exchange<Settlement | undefined> {
    const lines = keyMgmtOf(section);
    if (lines.length === 0) return undefined;
    const alternatives = this.#alternatives(lines, lost);
    if ('kind' in alternatives) return this.#fail(alternatives, lines[0] as KeyMgmtLine, section, lost);
    for (const [at, { line, message }] of alternatives.entries()) {
      if (line.misspelled) this.#noteMisspelled(line, section);
      if (this.#isOneTooMany(line, message, section)) {
        const reason = `expected at most ${mostCostlyMessages} MIKEY messages in an offer`;
        return this.#fail(mikeyFailure('policy', reason), line, section, lost);
      }
      const outcome = yield* this.#respond(line, message, section);
      if (outcome.kind === 'refused' && passedOver.includes(outcome.code)) {
        lost.push({ what: nameOfLine(message), reason: outcome.message });
        continue;
      }
      for (const { message: other } of alternatives.slice(at + 1))
        lost.push({ what: nameOfLine(other), reason: 'another line stands before it' });
      if (outcome.kind === 'established') return this.#use(outcome, line, section, lost);
      const failure =
        outcome.kind === 'refused'
          ? mikeyFailure(outcome.code, outcome.message)
          : mikeyFailure('hint', 'the offer has an error message of MIKEY');
      return this.#fail(failure, line, section, lost);
    }
    return undefined;
  }

  /** The error message that MIKEY has for the peer about a section that came to nothing (RFC 3830 §5.1.2). */
  errorFor(section: SectionReading): Uint8Array | undefined {
    const key = keyOf(section);
    const last = key === undefined ? undefined : [...(this.#responses.get(key)?.values() ?? [])].at(-1);
    return last?.kind === 'refused' ? last.reply : undefined;
  }

  /**
   * The lines whose exchange the policy accepts, in the order of the offer, which is that of the offerer's preference (RFC 4567 §3.1). The
   * answerer takes one of them, and answers only it (§4.1.2).
   */
  #alternatives(lines: readonly KeyMgmtLine[], lost: Lost[]): readonly Alternative[] | MikeyFailure {
    const found: Alternative[] = [];
    for (const line of lines) {
      if (!isMikey(line)) {
        const { value } = line;
        const reason = value.kind === 'problem' ? value.message : `the protocol ${value.protocol} is not known`;
        lost.push({ what: 'a=key-mgmt', reason });
        continue;
      }
      const reading = readMikeyOctets(line.value.data);
      if (reading.kind === 'problem') return mikeyFailure('malformed', reading.message);
      const { message } = reading;
      const reason = found.length < mostTried ? this.#objectionTo(message) : `${mostTried} lines stand before it`;
      if (reason === undefined) found.push({ line, message });
      else lost.push({ what: nameOfLine(message), reason });
    }
    return found;
  }

  #isOneTooMany(line: KeyMgmtLine, { header }: MikeyMessage, section: SectionReading): boolean {
    const known = this.#responses.get(keyOf(section) as string)?.has(keyMgmtText(line));
    if (modeOfDataType.get(header.dataType) === 'psk' || known) return false;
    return ++this.#costlyMessages > mostCostlyMessages;
  }

  #objectionTo({ header }: MikeyMessage): string | undefined {
    const { mikey } = this.#context;
    if (!mikey) return 'the options have no mikey: nobody to ask for keys';
    const mode = modeOfDataType.get(header.dataType);
    if (!mode) return `no exchange that is known begins with a message of type ${registeredName(dataTypes, header.dataType)}`;
    return this.#modes(header.csbId).includes(mode) ? undefined : `the policy does not accept ${mode}`;
  }

  /** An update under a cached envelope key is a message of mode psk, whatever mode the bundle began with (RFC 3830 §4.5). */
  #modes(csbId: number): readonly Mode[] {
    const { accept } = this.#context.policy.security.mikey;
    return this.#context.previous?.bundle(csbId)?.envelopeKey ? [...accept, 'psk'] : accept;
  }

  *#respond(line: MikeyLine, message: MikeyMessage, section: SectionReading): Exchange<Response> {
    const key = keyOf(section) as string;
    const responses = this.#responses.get(key) ?? new Map<string, Response>();
    this.#responses.set(key, responses);
    const text = keyMgmtText(line);
    const known = responses.get(text);
    if (known) return known;
    const { policy, mikey, now, random, previous } = this.#context;
    const { csbId } = message.header;
    const bundle = previous?.bundle(csbId);
    const streams = this.#ownStreams(key, csbId);
    const answering = responder({
      ...exchangeOptions(mikey ?? {}),
      modes: this.#modes(csbId),
      suites: offeredSuites(policy, 'mikey'),
      sdpIds: sdpIds(keyMgmtOf(section)),
      requireSdpIds: policy.security.mikey.requireSdpIds,
      allow: policy.security.mikey.allow,
      keys: mikeyKeyOffers(policy, bundle),
      ssrc: csId => streams.get(csId),
    });
    const response = yield* answering.handle(line.value.data, now, random, bundle);
    responses.set(text, response);
    return response;
  }

  /** The SSRCs of our streams by crypto session, for those that the peer left open (RFC 3830 §6.1.1). */
  #ownStreams(key: string, csbId: number): ReadonlyMap<number, number> {
    const streams = new Map<number, number>();
    for (const section of this.#sharing.get(key) ?? []) {
      const stream = this.#context.mikey?.stream?.(section.index);
      if (stream) streams.set(this.#csIds(section, csbId).own, stream.ssrc);
    }
    return streams;
  }

  #csIds(section: SectionReading, csbId: number) {
    const before = this.#before(section)?.mikey;
    if (before?.bundle.csbId === csbId) return before.csIds;
    const sharing = this.#sharing.get(keyOf(section) as string) ?? [];
    return csIdsAt(
      sharing.findIndex(({ index }) => index === section.index),
      'peer',
    );
  }

  #before({ index, media }: SectionReading) {
    return this.#context.previous?.section(index, media);
  }

  #protection({ index, media }: SectionReading): Protection {
    return this.#context.previous?.protectionOf(index, media) ?? unprotected;
  }

  #use(outcome: Established, line: KeyMgmtLine, section: SectionReading, lost: readonly Lost[]): Settlement {
    const level = section.own.keyMgmt.length > 0 ? 'media' : 'session';
    const given = { bundle: outcome.state, csIds: this.#csIds(section, outcome.state.csbId), level } as const;
    const keys = keysOfSection(outcome.cryptoSessions, given, this.#context.policy, this.#protection(section));
    if (typeof keys === 'string') return this.#fail(mikeyFailure('policy', keys), line, section, lost);
    for (const warning of outcome.warnings) this.#note(line, section, warningRemarks[warning]);
    return { kind: 'mikey', keys, lost, ...(outcome.reply && { reply: outcome.reply }) };
  }

  #fail(failure: MikeyFailure, line: KeyMgmtLine, section: SectionReading, lost: readonly Lost[]): Settlement {
    this.#note(line, section, { ...failureRemark(failure, false), severity: 'error' });
    const again = this.#before(section)?.mikey !== undefined;
    return { kind: 'rejected', reason: failure.message, keyManagement: failureOf(failure, again), lost };
  }

  #noteMisspelled(line: KeyMgmtLine, section: SectionReading): void {
    this.#note(line, section, {
      rule: 'sdp/key-mgt-misspelled',
      severity: 'warning',
      reference: 'RFC 4567 §3.1',
      message: 'expected key-mgmt; peers ignore key-mgt',
    });
  }

  #note({ line }: KeyMgmtLine, section: SectionReading, remark: NegotiationRemark): void {
    const at: TextRange = { offset: line.offset, length: line.endOffset - line.offset };
    this.#findings.push(noteAt(this.#offer.document, 'offer', at, section.index, remark));
  }
}

/** What sections that one message is for have in common: the session part, or the same lines of their own. */
function keyOf(section: SectionReading): string | undefined {
  if (!section.active || keyMgmtOf(section).length === 0) return undefined;
  return section.own.keyMgmt.length === 0 ? 'session' : section.own.keyMgmt.map(keyMgmtText).join('\n');
}

function nameOfLine({ header }: MikeyMessage): string {
  return `a=key-mgmt:mikey ${modeOfDataType.get(header.dataType) ?? registeredName(dataTypes, header.dataType)}`;
}
