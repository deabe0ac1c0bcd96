import type { SdpLine, TextRange } from '../document/index.js';
import { objectionTo } from '../policy/index.js';
import { type CryptoLine, isUsable, keyMgmtOf, type SectionReading, type UsableCryptoLine } from '../reading/index.js';
import type { Lost } from './agreement.js';
import { nameOf } from './crypto-choice.js';
import { negotiated } from './own-lines.js';
import { protectionBy } from './protection.js';
import type { AnsweredSection, AnswerJudgement } from './validate-answer.js';

/** Judges the `a=crypto` of an answered section (RFC 4568 §5.1.3, §7.1.3). */
export function judgeCryptoAnswer(judgement: AnswerJudgement, answered: SectionReading): AnsweredSection {
  const { offered, policy } = judgement;
  const line = answered.crypto[0] as CryptoLine;
  if (offered.crypto.length === 0)
    return judgement.refuse(place(line.line), {
      rule: 'oa/osrtp-answer-not-offered',
      reference: 'RFC 4568 §5.1.3',
      message: 'the answer has an a=crypto line, and the offer had none',
    });
  const second = answered.crypto[1];
  if (second && policy.interop.answerLines === 'one')
    return judgement.refuse(place(second.line), {
      rule: 'oa/multiple-crypto-in-answer',
      reference: 'RFC 4568 §5.1.2',
      message: `expected exactly one a=crypto line, found ${answered.crypto.length}`,
    });
  const [keyMgmt] = keyMgmtOf(answered);
  if (keyMgmt)
    return judgement.refuse(place(keyMgmt.line), {
      rule: 'oa/two-keyings-in-answer',
      reference: 'RFC 4568 §7.5',
      message: 'the answer has both a=crypto and a=key-mgmt',
    });
  if (!isUsable(line)) {
    const { message, reference, offset, length } = line.refusal as NonNullable<typeof line.refusal>;
    return judgement.refuse(
      { offset, length },
      { rule: 'oa/answer-line-unusable', reference, message: `the a=crypto line of the answer: ${message}` },
    );
  }
  const match = offeredLineFor(judgement, line);
  return match ? judgeKeys(judgement, match, line) : mismatch(judgement, line);
}

/** The offered line that an answer accepts: the one of its tag and suite, or of its suite where the policy does without the tag. */
function offeredLineFor({ offered, policy }: AnswerJudgement, { value }: UsableCryptoLine): UsableCryptoLine | undefined {
  const lines = offered.crypto.filter(isUsable);
  const tagged = lines.find(line => line.value.tag === value.tag);
  if (tagged?.value.suite === value.suite) return tagged;
  if (policy.interop.answerTag !== 'lenient') return undefined;
  // Q5: who counts in its own list may well come upon the tag of another line.
  const bySuite = lines.filter(line => line.value.suite === value.suite);
  // Q3: two spellings of one suite are two lines, and the answer repeats that of the one it takes.
  const byName = bySuite.filter(line => line.value.spelling.suite === value.spelling.suite);
  return [bySuite, byName].find(found => found.length === 1)?.[0];
}

function mismatch(judgement: AnswerJudgement, line: UsableCryptoLine): AnsweredSection {
  const { tag, suite, spelling } = line.value;
  const offered = judgement.offered.crypto.filter(isUsable).find(({ value }) => value.tag === tag);
  if (!offered)
    return judgement.refuse(fieldPlace(line, spelling.tag), {
      rule: 'sdes/answer-tag-mismatch',
      reference: 'RFC 4568 §5.1.3',
      message: `the answer chooses tag ${tag}, which was not offered`,
    });
  return judgement.refuse(fieldPlace(line, spelling.suite), {
    rule: 'sdes/answer-suite-mismatch',
    reference: 'RFC 4568 §5.1.2',
    message: `tag ${tag} was offered with ${offered.value.suite}, the answer has ${suite}`,
  });
}

function judgeKeys(judgement: AnswerJudgement, offered: UsableCryptoLine, answered: UsableCryptoLine): AnsweredSection {
  const { policy } = judgement;
  const lost = [...otherLines(judgement.offered.crypto, offered), ...lostKeyMgmt(judgement.offered)];
  const at = place(answered.line);
  const objection = objectionTo(answered, policy);
  if (objection)
    return judgement.refuse(
      at,
      { rule: 'oa/answer-not-acceptable', reference: 'RFC 4568 §7.1.3', message: objection.message },
      lost,
    );
  const wanted = flags(offered);
  if (flags(answered) !== wanted) {
    const message = `expected the negotiated session parameters of the offer (${wanted || 'none'}), found ${flags(answered) || 'none'}`;
    return judgement.refuse(at, { rule: 'sdes/answer-session-params', reference: 'RFC 4568 §5.1.2, §5.1.3', message }, lost);
  }
  if (judgement.ownKeys.sharesOneWith(answered.value))
    return judgement.refuse(
      at,
      {
        rule: 'sdes/answer-key-reuse',
        reference: 'RFC 4568 §7.1.2',
        message: 'the answer has a key of the offer; both sides would send with it',
      },
      lost,
    );
  const loss = judgement.refuseLoss(protectionBy('sdes', answered.value), at, lost);
  if (loss) return loss;
  noteMki(judgement, offered, answered);
  return { section: judgement.offered.index, kind: 'sdes', offered, answered, lost };
}

/** Q12: each side's MKI is its own; a difference is legal, and still a common cause of silence. */
function noteMki(judgement: AnswerJudgement, offered: UsableCryptoLine, answered: UsableCryptoLine): void {
  const [ours, theirs] = [offered, answered].map(({ value }) => value.keys[0].mki?.length ?? 0);
  if (ours === theirs) return;
  judgement.note('info', place(answered.line), {
    rule: 'sdes/mki-asymmetric-answer',
    reference: 'RFC 4568 §6.1',
    message: `the offer has an MKI of ${ours} octets, the answer one of ${theirs}`,
  });
}

function otherLines(lines: readonly CryptoLine[], chosen: UsableCryptoLine): Lost[] {
  return lines
    .filter(line => line !== chosen)
    .map(line => ({ what: nameOf(line), reason: `the peer chose tag ${chosen.value.tag}` }));
}

function lostKeyMgmt(offered: SectionReading): Lost[] {
  return keyMgmtOf(offered).map(() => ({ what: 'a=key-mgmt', reason: 'the peer chose a=crypto' }));
}

function flags({ value }: UsableCryptoLine): string {
  return negotiated(value)
    .map(({ kind }) => kind)
    .sort()
    .join(' ');
}

function place({ offset, endOffset }: SdpLine): TextRange {
  return { offset, length: endOffset - offset };
}

function fieldPlace({ line, offset }: UsableCryptoLine, field: string): TextRange {
  const at = line.value.indexOf(field, offset - line.valueOffset);
  return { offset: line.valueOffset + Math.max(0, at), length: field.length };
}
