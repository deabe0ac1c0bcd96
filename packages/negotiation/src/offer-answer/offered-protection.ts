import { NegotiationError, readProfile, type SectionReading, type SecurityReading } from '../reading/index.js';
import type { Context } from './options.js';
import { lossOf, type Protection } from './protection.js';

/**
 * Q24: an offer of ours does not go into the clear where the call is secured: a peer may send by it before its answer is judged. How strong
 * the keys are that it takes, the answer shows.
 *
 * @param keyed - whether the section is offered with keys.
 * @throws NegotiationError `downgrade`, unless the policy allows that.
 */
export function checkOfferedProtection(
  { document, bundles }: SecurityReading,
  section: SectionReading,
  keyed: boolean,
  { previous, policy }: Context,
): void {
  if (!previous || policy.security.downgrade === 'allow') return;
  const group = bundles.find(({ sections }) => sections.includes(section.index));
  // A bundled section is protected as the one is that describes the transport (RFC 9143 §7.1.3).
  if (group && group.sections[0] !== section.index) return;
  const { level } = previous.protectionOf(section.index, section.media);
  const loss = lossOf({ level }, { level: offeredLevel(section, keyed) });
  if (loss === undefined) return;
  const { line } = document.position(section.line.offset);
  throw new NegotiationError('downgrade', `the offer of m= section ${section.index} (line ${line}): ${loss}`);
}

/**
 * A secure profile without keys is an offer that nobody can take (RFC 4568 §5.1.1, §7.1.1), and that a peer might take all the same.
 *
 * @param profile - the one under which the section is offered.
 * @throws NegotiationError `no-keys-to-offer`.
 */
export function checkOfferedKeys(
  { document, bundles }: SecurityReading,
  section: SectionReading,
  profile: string,
  keyed: boolean,
  { policy }: Context,
): void {
  if (keyed || !readProfile(profile).secure || section.fingerprints.length > 0) return;
  // Those without a transport of their own have their keys with the section that describes it (RFC 9143 §7.1.3).
  if (section.port === 0 || bundles.some(({ sections }) => sections.includes(section.index) && sections[0] !== section.index))
    return;
  const { line } = document.position(section.line.offset);
  throw new NegotiationError(
    'no-keys-to-offer',
    `the offer of m= section ${section.index} (line ${line}) under ${profile}: no method of the policy (${policy.security.keying.join(', ')}) has keys for it`,
  );
}

function offeredLevel({ fingerprints, zrtpHashes }: SectionReading, keyed: boolean): Protection['level'] {
  if (keyed || fingerprints.length > 0) return 'keyed';
  return zrtpHashes.length > 0 ? 'zrtp' : 'none';
}
