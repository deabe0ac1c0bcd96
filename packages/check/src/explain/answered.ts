import { isUsable, type SectionReading, type SecurityReading } from '@sdpsec/negotiation/reading';
import { sectionKeying } from './keying.js';

/** What the answer makes of an offered section. */
export function answerText(offer: SecurityReading, section: SectionReading, answer: SecurityReading): string {
  const answered = answer.sections[section.index];
  if (!answered)
    return `The answer has no m= section ${section.index}: it needs as many as the offer, ${offer.sections.length} (RFC 3264 §6).`;
  if (!answered.active) return 'The answer rejects it: no media flows.';
  if (!section.active) return 'The answer must reject it too (RFC 3264 §6).';
  const [chosen, ...others] = answered.crypto;
  if (!chosen || answered.profile.tls) return withoutCrypto(section, answered);
  if (others.length > 0) return `The answer has ${answered.crypto.length} a=crypto lines, where one is due (RFC 4568 §5.1.2).`;
  if (!isUsable(chosen)) return `The answer's a=crypto line cannot be used: ${chosen.refusal?.message}.`;
  const { tag, suite } = chosen.value;
  const offered = section.crypto.filter(isUsable).find(({ value }) => value.tag === tag);
  if (!offered) return `The answer chooses tag ${tag}, which the offer has not: the offerer must not use it (RFC 4568 §5.1.3).`;
  if (offered.value.suite !== suite)
    return `The answer says ${suite} under tag ${tag}, which the offer has as ${offered.value.suite}: the offerer must not use it (RFC 4568 §5.1.3).`;
  return `The answer chooses tag ${tag}: the offerer sends under the key of that line, the answerer under the key in its answer (RFC 4568 §5.1.1).`;
}

const otherWays = { mikey: 'MIKEY', dtls: 'DTLS-SRTP', zrtp: 'ZRTP' } as const;

function withoutCrypto(offered: SectionReading, answered: SectionReading): string {
  const [ways, answeredWays] = [sectionKeying(offered), sectionKeying(answered)];
  const way = (['mikey', 'dtls', 'zrtp'] as const).find(one => answeredWays.includes(one));
  if (way)
    return ways.includes(way)
      ? `The answer takes ${otherWays[way]}.`
      : `The answer takes ${otherWays[way]}, which the offer has not: nothing is agreed on.`;
  if (!answered.profile.secure) return 'The answer gives no keys: media goes in the clear.';
  return offered.crypto.length > 0
    ? 'The answer chooses no a=crypto line, so nothing is agreed on and no media can flow (RFC 4568 §5.1.3).'
    : 'The answer gives no keys, so nothing is agreed on and no media can flow.';
}
