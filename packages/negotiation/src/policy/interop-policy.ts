import { type DeviationCode, deviations } from '@sdpsec/sdes';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { z } from 'zod';

const deviationCodes = [...Object.keys(deviations), 'folded-line'] as [DeviationCode | 'folded-line'];

/** All but those that RFC 4568 calls invalid. */
const defaultDeviations = deviationCodes.filter(code => code === 'folded-line' || !('invalidates' in deviations[code]));

/** The schema of an {@link InteropPolicy}; every field has a default. */
export const interopPolicySchema = z
  .strictObject({
    deviations: z.array(z.enum(deviationCodes)).default(defaultDeviations),
    padding: z.boolean().default(true),
    firstTag: z.number().int().min(0).max(999_999_000).default(1),
    offerOnly: z
      .array(z.enum(Object.keys(suites) as [SuiteName]))
      .min(1)
      .optional(),
    offerAliases: z.boolean().default(false),
    preferredOffer: z.enum(['profile', 'capabilities', 'twins']).default('profile'),
    answerTag: z.enum(['strict', 'lenient']).default('strict'),
    answerLines: z.enum(['one', 'first-offered']).default('one'),
    answerProfile: z.enum(['same', 'avp-to-savp']).default('same'),
    answerLifetime: z.boolean().default(false),
    answerMki: z.boolean().default(false),
    srtcpTagOctets: z.literal([4, 10]).default(10),
    keyMgmtName: z.enum(['key-mgmt', 'key-mgt']).default('key-mgmt'),
    keyMgmtLevel: z.enum(['media', 'session']).default('media'),
    rocOnRekey: z.enum(['keep', 'reset', 'probe']).default('keep'),
    ownRocOnRekey: z.enum(['keep', 'reset']).default('keep'),
  })
  .readonly();

/**
 * How a peer is met where it does not follow the RFCs, or where they leave a choice. Nothing in here makes a session weaker: suites,
 * strength and weakening parameters are matters of the {@link SecurityPolicy} alone.
 *
 * - `deviations`: the leniencies of the a=crypto grammar that are accepted in a line that we use.
 * - `padding`, `firstTag`, `offerOnly`, `offerAliases`: what our lines look like. `offerOnly` takes suites out of the offer and never adds one;
 *   `offerAliases` writes a second line with the other spelling of a suite (Q3).
 * - `preferredOffer`: how a policy that prefers security offers it: RTP/SAVP in the m= line, or RTP/AVP there and RTP/SAVP by capability
 *   negotiation (RFC 5939), or each m= section twice, RTP/SAVP first (Q23), so that a peer without SRTP takes plain media.
 * - `answerTag`: `lenient` takes an answer with another tag if its suite, or the name of it, is that of exactly one offered line (Q5).
 * - `answerLines`: `first-offered` takes the first line of an answer that has several, if it was offered (Q50).
 * - `answerProfile`: `avp-to-savp` takes an answer in RTP/SAVP to an offer in RTP/AVP (Q18).
 * - `answerLifetime`, `answerMki`: whether our answer has a lifetime and an MKI because the chosen line has them (Q9, Q12).
 * - `srtcpTagOctets`: 4 for peers that shorten the SRTCP tag of the _32 suites too.
 * - `keyMgmtName`: the name of the attribute; `key-mgt`, a widespread misspelling, for peers that read nothing else.
 * - `keyMgmtLevel`: where MIKEY is offered: in each m= section, or once before them for all sections under RTP/SAVP(F) (RFC 4567 §3.1).
 * - `rocOnRekey`: what our receiver does with the ROC when the peer changes its key in place (Q28).
 * - `ownRocOnRekey`: `reset` begins at ROC 0 with each new key of ours, for peers whose receivers expect that against RFC 3711 §3.3.1. The
 *   new key makes it safe: no packet index is used twice under one key.
 */
export type InteropPolicy = z.output<typeof interopPolicySchema>;

/** How one kind of peer is met: some fields of an {@link InteropPolicy}, and so, by its type, nothing that could weaken a session. */
export type PeerProfile = z.input<typeof interopPolicySchema>;
