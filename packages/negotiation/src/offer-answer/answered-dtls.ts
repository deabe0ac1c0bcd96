import type { SectionReading, SetupRole } from '../reading/index.js';
import type { Lost } from './agreement.js';
import { dtlsPair } from './conclude.js';
import { remarksOnAddresses, remarksOnAnswer, remarksOnChange } from './dtls-association.js';
import { type AnsweredSection, type AnswerJudgement, rangeOf } from './validate-answer.js';

/** The roles with which an offered one may be answered (RFC 4145 §4.1, RFC 5763 §5). */
const answers: Readonly<Record<SetupRole, readonly SetupRole[]>> = {
  actpass: ['active', 'passive'],
  active: ['passive', 'holdconn'],
  passive: ['active', 'holdconn'],
  holdconn: ['holdconn'],
};

/** Judges the fingerprint and role with which DTLS-SRTP is accepted; the handshake itself is the caller's. */
export function judgeDtlsAnswer(judgement: AnswerJudgement, answered: SectionReading, lost: readonly Lost[]): AnsweredSection {
  const { offered } = judgement;
  if (answered.fingerprints.every(({ refusal }) => refusal)) {
    const refusal = answered.fingerprints[0]?.refusal;
    const message = refusal ? `the fingerprint of the answer: ${refusal.message}` : 'the answer has no fingerprint';
    return judgement.refuse(
      refusal ?? rangeOf(answered),
      { rule: 'sdp/dtls-fingerprint', reference: 'RFC 8122 §5', message },
      lost,
    );
  }
  const role = answered.setup?.role;
  const allowed = answers[offered.setup?.role ?? 'actpass'];
  if (answered.setup && (!role || !allowed.includes(role))) {
    const { line } = answered.setup;
    return judgement.refuse(
      { offset: line.valueOffset, length: line.value.length },
      {
        rule: 'sdp/dtls-setup',
        reference: 'RFC 5763 §5',
        message: `expected a=setup:${allowed.join(' or ')} in the answer to a=setup:${offered.setup?.role ?? 'actpass'}`,
      },
      lost,
    );
  }
  if (!answered.setup)
    judgement.note('warning', rangeOf(answered), {
      rule: 'sdp/dtls-setup',
      reference: 'RFC 8842 §5.3',
      message: 'the answer has no a=setup',
    });
  noteAssociation(judgement, answered);
  return { section: offered.index, kind: 'dtls', lost, ...(role && { peerSetup: role }) };
}

/** What the answer says of the DTLS association of before, and of a new one (RFC 8842). */
function noteAssociation(judgement: AnswerJudgement, answered: SectionReading): void {
  const { offered, previous } = judgement;
  const before = previous?.section(offered.index, offered.media);
  const now = dtlsPair(offered, answered, before);
  const remarks = [
    ...remarksOnAnswer(offered, answered),
    ...(before?.dtls ? remarksOnChange(before.dtls.peer, now.peer) : []),
    ...remarksOnAddresses(before?.dtls, now),
  ];
  for (const remark of remarks) judgement.note(remark.severity, rangeOf(answered), remark);
}
