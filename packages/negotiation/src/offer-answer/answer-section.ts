import type { Exchange } from '@sdpsec/mikey';
import type { CryptoAttribute } from '@sdpsec/sdes';
import type { TextRange } from '../document/index.js';
import type { KeyingMethod } from '../policy/index.js';
import {
  type CapabilityReading,
  type Finding,
  keyMgmtOf,
  type MediaFormat,
  mediaFormats,
  type Profile,
  readCapabilities,
  type SectionReading,
  type SecurityReading,
} from '../reading/index.js';
import type { Lost } from './agreement.js';
import { dtlsPair, type Settlement } from './conclude.js';
import { chooseCrypto, nameOf } from './crypto-choice.js';
import { addressOf } from './dialog.js';
import { remarksOnAddresses, remarksOnChange, setupClash } from './dtls-association.js';
import { type NegotiationRemark, noteAt } from './finding-id.js';
import { KeySet } from './key-set.js';
import type { MikeyResponses } from './mikey-responses.js';
import type { Context } from './options.js';
import { lineToAnswer } from './own-lines.js';
import { lossOf, type Protection, protectionBy, protectionOfMikey, unprotected } from './protection.js';
import { plainRemark, zrtpRemark } from './unsecured.js';
import { rangeOf } from './validate-answer.js';

/** Whether a section has lines of a method. */
const linesOf = {
  sdes: ({ crypto }: SectionReading) => crypto.length > 0,
  mikey: (section: SectionReading) => keyMgmtOf(section).length > 0,
} as const;

/** The answerer's decision over one offered m= section: what becomes of it, and why. */
export class SectionDecision {
  readonly #offer: SecurityReading;
  readonly #offered: SectionReading;
  readonly #local: SectionReading;
  readonly #context: Context;
  readonly #ownKeys: KeySet;
  readonly #mikey: MikeyResponses;
  readonly #findings: Finding[];
  readonly #capabilities: CapabilityReading;

  constructor(
    { offer, local, index }: { offer: SecurityReading; local: SecurityReading; index: number },
    context: Context,
    shared: { readonly ownKeys: KeySet; readonly mikey: MikeyResponses; readonly findings: Finding[] },
  ) {
    this.#offer = offer;
    this.#offered = offer.sections[index] as SectionReading;
    this.#local = local.sections[index] as SectionReading;
    this.#context = context;
    this.#ownKeys = shared.ownKeys;
    this.#mikey = shared.mikey;
    this.#findings = shared.findings;
    this.#capabilities = readCapabilities(offer.document, this.#offered);
  }

  *decide(): Exchange<Settlement> {
    const offered = this.#offered;
    const { policy } = this.#context;
    if (!offered.active) return this.#unused('the offer has port 0');
    if (!this.#local.active) return this.#unused('the local description has port 0');
    if (!offered.profile.token)
      return this.#refuse(
        { rule: 'oa/no-acceptable-keys', reference: 'RFC 8866 §5.14', message: 'the offer has a transport that is no token' },
        [],
      );
    if (offered.profile.unknownRtp)
      return this.#refuse(
        {
          rule: 'oa/no-acceptable-keys',
          reference: 'RFC 8866 §5.14',
          message: 'the offer has a profile of RTP that is not known',
        },
        [],
      );
    // RTP of ours under a transport that we do not know would go out in the clear, and nobody would be told.
    if (!offered.profile.rtp && this.#local.profile.rtp)
      return this.#refuse(
        {
          rule: 'oa/no-acceptable-keys',
          reference: 'RFC 3264 §6',
          message: 'the local description has RTP here, the offer another transport',
        },
        [],
      );
    if (!offered.profile.rtp) return { kind: 'plain', rtp: false, lost: [] };
    this.#noteUnusableLines();
    this.#noteBothKeyings();
    if (policy.security.security === 'disabled') return this.#withoutKeys('the policy disables security', []);
    const lost: Lost[] = [...this.#capabilities.refused, ...this.#keyless()];
    for (const method of policy.security.keying) {
      const settled = yield* this.#by(method, lost);
      if (settled) return settled;
    }
    const reason = lost.length > 0 ? 'none of the offered keys can be used' : 'the offer has no keys that we could use';
    return this.#withoutKeys(reason, [...lost, ...this.#methodsNotUsed()]);
  }

  /** RFC 9143 §7.3.2: a bundle-only section is kept in its group, or rejected. */
  outsideGroup(): Settlement {
    return this.#unused('a=bundle-only: the section is taken in its BUNDLE group alone');
  }

  /** The section uses the transport, and so the keys, of another one of its BUNDLE group, for which that has been settled. */
  bundle(tagged: number, settled: Exclude<Settlement, { kind: 'bundled' }>): Settlement {
    const protection =
      settled.kind === 'mikey'
        ? protectionOfMikey(settled.keys)
        : protectionBy(settled.kind, settled.kind === 'sdes' ? settled.keys.peer : undefined);
    const loss = this.#loss(protection);
    if (loss) return loss;
    // All RTP of a group is one session under one profile (RFC 9143 §9.1): what was offered secured does not go in the clear of another.
    if (settled.kind === 'plain' || (settled.kind === 'zrtp' && this.#offered.profile.secure))
      return this.#withoutKeys(
        `the section is bundled, and m= section ${tagged}, which describes the transport, has no keys`,
        [],
      );
    const reason = `the section is bundled: the keys of m= section ${tagged} hold`;
    return { kind: 'bundled', with: tagged, lost: this.#offered.crypto.map(line => ({ what: nameOf(line), reason })) };
  }

  *#by(method: KeyingMethod, lost: Lost[]): Exchange<Settlement | undefined> {
    switch (method) {
      case 'sdes':
        return (yield* this.#capability('sdes', lost)) ?? this.#sdes(this.#offered, lost);
      case 'dtls':
        return this.#dtls(lost);
      case 'zrtp':
        return this.#zrtp();
      case 'mikey':
        return (yield* this.#capability('mikey', lost)) ?? (yield* this.#byMikey(this.#offered, lost));
    }
  }

  *#byMikey(section: SectionReading, lost: Lost[]): Exchange<Settlement | undefined> {
    const settled = yield* this.#mikey.settle(section, lost);
    if (settled?.kind !== 'mikey') return settled;
    const others = section.crypto.map(line => ({ what: nameOf(line), reason: 'the policy prefers MIKEY' }));
    return { ...settled, lost: [...settled.lost, ...others] };
  }

  /** The first alternative of a=pcfg that comes with keys we can use: the m= line is the least preferred one (RFC 5939 §3.6.2). */
  *#capability(method: 'sdes' | 'mikey', lost: Lost[]): Exchange<Settlement | undefined> {
    for (const { section, formats, selector } of this.#capabilities.usable) {
      if (!linesOf[method](section)) continue;
      const fits = formats === undefined || this.#hasFormats(formats);
      const tried = section.profile.secure && fits;
      const settled = !tried ? undefined : method === 'sdes' ? this.#sdes(section, []) : yield* this.#byMikey(section, []);
      if (settled?.kind === method) return { ...settled, configuration: { profile: section.profile.name, selector } };
      // RFC 4567 §4.1.2: a message that does not hold ends the session; spoiling it must not lead to the m= line.
      if (settled) return settled;
      const reason = fits ? 'it has no keys that we could use' : 'its media formats are not those of the local description';
      lost.push({ what: `a=pcfg:${selector}`, reason });
    }
    return undefined;
  }

  /** Alternatives of a=pcfg that come with no keys of a method that the policy has. */
  #keyless(): Lost[] {
    const { keying } = this.#context.policy.security;
    const keyed = (section: SectionReading) =>
      keying.some(method => (method === 'sdes' || method === 'mikey') && linesOf[method](section));
    return this.#capabilities.usable
      .filter(({ section }) => !keyed(section))
      .map(({ selector }) => ({ what: `a=pcfg:${selector}`, reason: 'it has no keys that we could use' }));
  }

  /** The caller has chosen its formats: a configuration with others (RFC 6871 §3.3.4) is none that it could use. */
  #hasFormats(formats: readonly MediaFormat[]): boolean {
    return mediaFormats(this.#local).every(({ payloadType, encoding }) =>
      formats.some(one => one.payloadType === payloadType && one.encoding === encoding),
    );
  }

  #sdes({ index, media, profile, crypto }: SectionReading, lost: Lost[]): Settlement | undefined {
    const { previous, policy } = this.#context;
    if (profile.tls) return undefined;
    const before = previous?.protectionOf(index, media) ?? unprotected;
    // Of whatever suite: with a=crypto the keys stand in the SDP.
    const loss = policy.security.downgrade === 'refuse' ? lossOf(before, { level: 'keyed' }) : undefined;
    if (loss !== undefined) {
      lost.push(...crypto.map(line => ({ what: nameOf(line), reason: loss })));
      return undefined;
    }
    const current = before.strength;
    const choice = chooseCrypto(crypto, policy, { ownKeys: this.#ownKeys, current });
    lost.push(...choice.lost);
    return choice.chosen && (this.#plainerProfile(profile, lost) ?? this.#answerWith(choice.chosen.value, lost));
  }

  /** Q24: under RTP/AVP the next answer may go without keys (RFC 8643 §3.2), which RTP/SAVP does not allow (RFC 4568 §5.3). */
  #plainerProfile({ name, secure }: Profile, lost: readonly Lost[]): Settlement | undefined {
    const { previous, policy } = this.#context;
    const before = previous?.section(this.#offered.index, this.#offered.media);
    const allowed = policy.security.downgrade === 'allow' || policy.interop.answerProfile === 'avp-to-savp';
    const keyed = before?.kind === 'sdes' || before?.kind === 'dtls';
    if (secure || !keyed || !before.profile.secure || allowed) return undefined;
    const message = `expected ${before.profile.name}, which the call had, found ${name}: keys would be optional from here on`;
    return this.#refuse({ rule: 'oa/downgrade-on-reinvite', reference: 'RFC 4568 §5.1.4', message }, lost);
  }

  #answerWith(peer: CryptoAttribute, lost: readonly Lost[]): Settlement {
    const before = this.#context.previous?.section(this.#offered.index, this.#offered.media);
    const moved = before !== undefined && addressOf(this.#local, before.ownAddress) !== before.ownAddress;
    const own = lineToAnswer(peer, before, moved, this.#context);
    const peerMoved = before !== undefined && addressOf(this.#offered, before.peerAddress) !== before.peerAddress;
    if (before?.keys && peerMoved && new KeySet([before.keys.peer]).sharesOneWith(peer))
      this.#note('warning', rangeOf(this.#offered), {
        rule: 'oa/moved-without-rekey',
        reference: 'RFC 4568 §7.1.4',
        message: 'the peer moved to another address without a new key',
      });
    return { kind: 'sdes', keys: { own, peer }, lost: [...lost, ...this.#otherMethods()] };
  }

  /**
   * The caller runs the handshake: its own fingerprint is in the local description. A fingerprint under RTP/AVP offers DTLS-SRTP as well (RFC 8643
   * §3.1), and who takes it has no way back to the clear (§3.2).
   */
  #dtls(lost: Lost[]): Settlement | undefined {
    const { fingerprints, setup, profile } = this.#offered;
    if (fingerprints.every(({ refusal }) => refusal)) return undefined;
    if (this.#local.fingerprints.length === 0) {
      lost.push({ what: 'a=fingerprint', reason: 'the local description has no fingerprint of ours' });
      return undefined;
    }
    const clash = setupClash(setup, this.#local.setup);
    if (clash !== undefined) {
      const remark = { rule: 'sdp/dtls-setup', reference: 'RFC 5763 §5, RFC 8842 §5.1', message: clash } as const;
      // What leaves the choice open, a lenient peer may still take; the way into the clear it is in no case.
      if (setup?.role === 'holdconn' || this.#local.setup?.role !== 'actpass') return this.#refuse(remark, lost);
      this.#note('warning', rangeOf(this.#offered), remark);
    }
    const plainer = this.#plainerProfile(profile, lost);
    if (plainer) return plainer;
    this.#noteAssociation();
    const others = this.#offered.crypto.map(() => ({ what: 'a=crypto', reason: 'the policy prefers DTLS-SRTP' }));
    return { kind: 'dtls', lost: [...lost, ...others], ...(setup?.role && { peerSetup: setup.role }) };
  }

  /** What the offer says of the DTLS association that the call has (RFC 8842). */
  #noteAssociation(): void {
    const before = this.#context.previous?.section(this.#offered.index, this.#offered.media);
    if (!before?.dtls) return;
    const now = dtlsPair(this.#local, this.#offered, before);
    for (const remark of [...remarksOnChange(before.dtls.peer, now.peer), ...remarksOnAddresses(before.dtls, now)])
      this.#note(remark.severity, rangeOf(this.#offered), remark);
  }

  /** Keys come from the media path; the hash in the SDP binds them to it (RFC 6189 §8.1). */
  #zrtp(): Settlement | undefined {
    const both = [this.#offered, this.#local].every(({ zrtpHashes }) => zrtpHashes.some(({ refusal }) => !refusal));
    if (!both || this.#offered.profile.secure) return undefined;
    const loss = this.#loss({ level: 'zrtp' });
    if (loss) return loss;
    this.#note(zrtpRemark.severity, rangeOf(this.#offered), zrtpRemark);
    return { kind: 'zrtp', lost: [] };
  }

  /** What the offer is keyed by and the policy does not take up. */
  #methodsNotUsed(): Lost[] {
    const { keying } = this.#context.policy.security;
    const isMikeyLeft = keyMgmtOf(this.#offered).length > 0 && !keying.includes('mikey');
    const isDtlsLeft = this.#offered.fingerprints.length > 0 && !keying.includes('dtls');
    return [
      ...(isMikeyLeft ? [{ what: 'a=key-mgmt', reason: 'the policy does not use MIKEY' }] : []),
      ...(isDtlsLeft ? [{ what: 'a=fingerprint', reason: 'the policy does not use DTLS-SRTP' }] : []),
    ];
  }

  #otherMethods(): Lost[] {
    const { fingerprints, obsoleteKey } = this.#offered;
    return [
      ...(fingerprints.length > 0 ? [{ what: 'a=fingerprint', reason: 'the policy prefers a=crypto' }] : []),
      ...(keyMgmtOf(this.#offered).length > 0 ? [{ what: 'a=key-mgmt', reason: 'the policy prefers a=crypto' }] : []),
      ...(obsoleteKey ? [{ what: 'k=', reason: 'obsolete, and never used (RFC 8866 §5.12)' }] : []),
    ];
  }

  #withoutKeys(reason: string, lost: readonly Lost[]): Settlement {
    const { security } = this.#context.policy;
    if (this.#offered.profile.secure)
      return this.#refuse({ rule: 'oa/no-acceptable-keys', reference: 'RFC 4568 §7.1.2', message: reason }, lost);
    const loss = this.#loss(unprotected, lost);
    if (loss) return loss;
    if (security.security === 'required')
      return this.#refuse(
        { rule: 'oa/unsecured', reference: 'RFC 8643 §3', message: `${reason}, and the policy requires keys` },
        lost,
      );
    const remark = plainRemark(this.#context.policy);
    this.#note(remark.severity, rangeOf(this.#offered), remark);
    return { kind: 'plain', rtp: true, lost };
  }

  /** Q24: the refusal of a section that is protected less than its media was in this call, unless the policy allows that. */
  #loss(now: Protection, lost: readonly Lost[] = []): Settlement | undefined {
    const { previous, policy } = this.#context;
    const { index, media } = this.#offered;
    const message = previous && lossOf(previous.protectionOf(index, media), now);
    if (message === undefined || policy.security.downgrade === 'allow') return undefined;
    return this.#refuse({ rule: 'oa/downgrade-on-reinvite', reference: 'RFC 4568 §5.1.4', message }, lost);
  }

  /** Port 0 on either side. */
  #unused(reason: string): Settlement {
    this.#note('info', rangeOf(this.#offered), { rule: 'oa/section-rejected', reference: 'RFC 3264 §6', message: reason });
    return this.#rejected(reason);
  }

  #noteUnusableLines(): void {
    for (const { refusal } of this.#offered.crypto)
      if (refusal)
        this.#note('warning', refusal, {
          rule: 'oa/line-unusable',
          reference: refusal.reference,
          message: `this a=crypto line cannot be used: ${refusal.message}`,
        });
  }

  /** Q22: whoever can read the SDP can read the keys of a=crypto, so offering it beside DTLS-SRTP gives away what that protects. */
  #noteBothKeyings(): void {
    const { crypto, fingerprints } = this.#offered;
    if (crypto.length === 0 || fingerprints.length === 0) return;
    const first = this.#context.policy.security.keying.find(method => method === 'sdes' || method === 'dtls') ?? 'neither';
    this.#note('info', rangeOf(this.#offered), {
      rule: 'sdp/both-keyings',
      reference: 'RFC 5763 §3',
      message: `the offer has both a=crypto and a DTLS fingerprint; the policy prefers ${first}`,
    });
  }

  #refuse(remark: Omit<NegotiationRemark, 'severity'>, lost: readonly Lost[]): Settlement {
    this.#note('error', rangeOf(this.#offered), remark);
    return this.#rejected(remark.message, lost);
  }

  #rejected(reason: string, lost: readonly Lost[] = []): Settlement {
    return { kind: 'rejected', reason, lost };
  }

  #note(severity: Finding['severity'], at: TextRange, remark: Omit<NegotiationRemark, 'severity'>): void {
    this.#findings.push(noteAt(this.#offer.document, 'offer', at, this.#offered.index, { ...remark, severity }));
  }
}
