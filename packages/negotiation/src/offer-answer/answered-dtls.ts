import type { SectionReading } from '../reading/index.js';
import type { Lost } from './agreement.js';
import { dtlsPair } from './conclude.js';
import { remarksOnAddresses, remarksOnAnswer, remarksOnChange, setupClash } from './dtls-association.js';
import { type AnsweredSection, type AnswerJudgement, rangeOf } from './validate-answer.js';

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
  const { setup } = answered;
  const clash = setupClash(offered.setup, setup);
  if (clash !== undefined) {
    const at = setup ? { offset: setup.line.valueOffset, length: setup.line.value.length } : rangeOf(answered);
    return judgement.refuse(at, { rule: 'sdp/dtls-setup', reference: 'RFC 5763 §5, RFC 8842 §5.1', message: clash }, lost);
  }
  if (!setup)
    judgement.note('warning', rangeOf(answered), {
      rule: 'sdp/dtls-setup',
      reference: 'RFC 8842 §5.3',
      message: 'the answer has no a=setup',
    });
  noteAssociation(judgement, answered);
  return { section: offered.index, kind: 'dtls', lost, ...(setup?.role && { peerSetup: setup.role }) };
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
