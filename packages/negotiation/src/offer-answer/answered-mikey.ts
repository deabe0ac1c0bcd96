import type { SdpLine, TextRange } from '../document/index.js';
import { isMikey, type KeyMgmtLine, keyMgmtOf, readMikeyMessage, type SectionReading } from '../reading/index.js';
import type { Lost } from './agreement.js';
import { nameOf } from './crypto-choice.js';
import type { AnsweredSection, AnswerJudgement } from './validate-answer.js';

/** Data types of the exchanges in which the initiator says by the V flag whether it wants an answer (RFC 3830 §6.1), or never does (RFC 6509 §4.1). */
const answeredOnRequest: readonly number[] = [0, 2, 26];

/**
 * Judges the `a=key-mgmt` of an answered section by what stands in the SDP (RFC 4567 §4.1.1, §4.1.2). Whether its message is true, only the
 * exchange that waits for it can tell.
 */
export function judgeMikeyAnswer(judgement: AnswerJudgement, answered: SectionReading): AnsweredSection {
  const { offered, policy } = judgement;
  const lines = keyMgmtOf(answered);
  const [line, second] = lines as readonly [KeyMgmtLine, ...KeyMgmtLine[]];
  const lost = lostCrypto(offered);
  if (!keyMgmtOf(offered).some(isMikey))
    return judgement.refuse(
      place(line.line),
      {
        rule: 'mikey/answer-not-offered',
        reference: 'RFC 4567 §4.1.1',
        message: 'the answer has an a=key-mgmt line, and the offer had none',
      },
      lost,
    );
  if (!policy.security.keying.includes('mikey'))
    return judgement.refuse(
      place(line.line),
      {
        rule: 'mikey/answer-not-offered',
        reference: 'RFC 4567 §4.1.1',
        message: 'the answer takes MIKEY, which the policy does not use',
      },
      lost,
    );
  if (second)
    return judgement.refuse(
      place(second.line),
      {
        rule: 'mikey/multiple-in-answer',
        reference: 'RFC 4567 §4.1.2',
        message: `expected one a=key-mgmt line, found ${lines.length}`,
      },
      lost,
    );
  if (!isMikey(line)) {
    const { value } = line;
    const message =
      value.kind === 'problem'
        ? `the a=key-mgmt line of the answer: ${value.message}`
        : `expected the protocol mikey, which was offered, found ${value.protocol}`;
    return judgement.refuse(place(line.line), { rule: 'mikey/refused', reference: 'RFC 4567 §4.1.1', message }, lost);
  }
  if (line.misspelled && !offered.keyMgmt.some(({ misspelled }) => misspelled))
    judgement.note('warning', place(line.line), {
      rule: 'sdp/key-mgt-misspelled',
      reference: 'RFC 4567 §3.1',
      message: 'expected key-mgmt; peers ignore key-mgt',
    });
  return { section: offered.index, kind: 'mikey', line, lost };
}

/** Whether the offer asks for no message: its keys are then agreed on as soon as the answer takes the section under its profile. */
export function needsNoAnswer(offered: SectionReading): boolean {
  const [line, second] = keyMgmtOf(offered);
  if (!line || second || !offered.profile.secure) return false;
  const reading = readMikeyMessage(line);
  if (reading?.kind !== 'message') return false;
  const { v, dataType } = reading.message.header;
  return !v && answeredOnRequest.includes(dataType);
}

export function lostCrypto({ crypto }: SectionReading): Lost[] {
  return crypto.map(line => ({ what: nameOf(line), reason: 'the peer chose MIKEY' }));
}

function place({ offset, endOffset }: SdpLine): TextRange {
  return { offset, length: endOffset - offset };
}
