import { judgingPolicy } from '@sdpsec/check/exchange';
import { driveAsync, initiator, type MikeyHost } from '@sdpsec/mikey';
import { answerOffer, type RtpSessionKeying } from '@sdpsec/negotiation/offer-answer';
import { isMikey, keyMgmtOf, NegotiationError, type SecurityReading } from '@sdpsec/negotiation/reading';
import { Secret } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';

/** What the messages of an exchange agree on, or why that does not show. */
export type MikeyOutcome =
  | { readonly kind: 'keys'; readonly sessions: readonly RtpSessionKeying[]; readonly words: string }
  | { readonly kind: 'refused'; readonly reason: string };

const allow = ['short-psk'] as const;
const everySuite = Object.keys(suites) as SuiteName[];

/**
 * Takes the offer as its answerer would, with the pre-shared key that both ends have, and the message of the answer as the offerer would.
 * Without a key only what nothing protects opens (RFC 3830 §4.2.3).
 */
export async function mikeyKeys(offer: SecurityReading, answer: SecurityReading, psk?: Secret): Promise<MikeyOutcome> {
  const host: MikeyHost = { psk: () => psk, claimReplay: () => true };
  const policy = judgingPolicy();
  const { security } = policy;
  const options = {
    policy: { ...policy, security: { ...security, keying: ['mikey' as const], mikey: { ...security.mikey, allow: [...allow] } } },
    mikey: { host, skew: 'off' as const, lowerLayerProtects: psk === undefined },
  };
  try {
    const { agreement } = answerOffer(offer.document, answer.document, options);
    const keyed = agreement.sections.filter(({ kind }) => kind === 'mikey');
    const refused = agreement.sections.find(section => section.kind === 'rejected');
    if (keyed.length === 0) return { kind: 'refused', reason: refused?.kind === 'rejected' ? refused.reason : 'no MIKEY' };
    const wrong = await wrongAnswer(offer, answer, host);
    if (wrong !== undefined) return { kind: 'refused', reason: `the answer: ${wrong}` };
    const words = psk === undefined ? 'Nothing protects the message: whoever has it has the keys.' : 'The key opens the message.';
    return { kind: 'keys', sessions: agreement.rtpSessions, words };
  } catch (error) {
    if (error instanceof NegotiationError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/** Why a verification message of the answer is not to be believed; `undefined` where it is, or where there is none. */
async function wrongAnswer(offer: SecurityReading, answer: SecurityReading, host: MikeyHost): Promise<string | undefined> {
  for (const section of answer.sections) {
    const [asked] = mikeyOf(offer, section.index);
    const [told] = mikeyOf(answer, section.index);
    if (!asked || !told) continue;
    const reasons = [];
    for (const coverage of ['rfc', 'libmikey'] as const) {
      const waiting = initiator({ mode: 'psk', coverage, allow, sessions: everySuite.map(suite => ({ policy: { suite } })) });
      const outcome = await driveAsync(waiting.handle({ mode: 'psk', sent: Secret.from(asked) }, told, Date.now()), host);
      if (outcome.kind === 'established') reasons.length = 0;
      else reasons.push(outcome.kind === 'refused' ? outcome.message : 'an error message that nobody vouches for');
      if (outcome.kind === 'established') break;
    }
    if (reasons[0] !== undefined) return reasons[0];
  }
  return undefined;
}

function mikeyOf({ sections }: SecurityReading, index: number): Uint8Array[] {
  const section = sections[index];
  if (!section) return [];
  return keyMgmtOf(section)
    .filter(isMikey)
    .flatMap(({ value }) => (value.kind === 'key-mgmt' ? [value.data] : []));
}

/** Why no pre-shared key shows what an exchange agrees on, by the data type of its first message (RFC 3830 §6.1, RFC 4650 §4.1, RFC 4738 §3.9.1, RFC 6509 §4.1). */
const elsewhere: Readonly<Record<number, string>> = {
  2: "The keys are sealed to the answerer's certificate: only its private key opens them, and that belongs in no web page. sdpsec mikey decode --private-key does it.",
  4: 'The keys come of Diffie-Hellman: no message holds the exponents, so that nobody who reads both can work them out.',
  7: 'The keys come of Diffie-Hellman: no message holds the exponents, so that nobody who reads both can work them out, not even with the pre-shared key.',
  9: "The keys are sealed to the offerer's certificate: only its private key opens them, and that belongs in no web page. sdpsec mikey decode --private-key does it.",
  26: "The keys are sealed to the answerer's name: only what a KMS has given to that user opens them. sdpsec mikey decode --sakke-keys does it.",
};

/** What the keys of a section depend on: a pre-shared key, or something that cannot be entered here. */
export function dependsOn(
  offer: SecurityReading,
  section: number,
): { readonly kind: 'psk' } | { readonly kind: 'elsewhere'; readonly words: string } {
  const types = mikeyOf(offer, section).map(message => message[1] ?? 0);
  if (types.includes(0)) return { kind: 'psk' };
  return { kind: 'elsewhere', words: elsewhere[types[0] ?? -1] ?? 'The message is none that begins an exchange.' };
}
