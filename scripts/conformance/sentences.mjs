// Splits a paragraph into sentences.

/** `lines` are those of one paragraph or item of a list, without their indent. */
export function sentencesOf(lines) {
  const text = lines.reduce(joined).replace(/^(?:[-*+o]|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)])\s+/, '');
  const sentences = [];
  let start = 0;
  for (const end of text.matchAll(/[.!?]["')\]]*(\s+)/g)) {
    const next = end.index + end[0].length;
    if (!endsSentence(text.slice(start, next), end[1], text.slice(next))) continue;
    sentences.push(text.slice(start, next));
    start = next;
  }
  return [...sentences, text.slice(start)]
    .map(sentence => sentence.replace(/\s+/g, ' ').trim())
    .filter(sentence => sentence !== '');
}

/** A hyphen at the end of a line belongs to the word, except in "pre- and post-". */
function joined(text, line) {
  return /\w-$/.test(text) && !/^(?:and|or|to)\b/.test(line) ? text + line : `${text}\n${line}`;
}

const abbreviation = /(?:^|[\s("'])(?:e\.g|i\.e|cf|vs|no|resp|approx|et al|Sec|Fig|Eq)\.$/;

/** RFCs put two blanks after a sentence, but at the end of a line none; what follows there must look like the start of one. */
function endsSentence(sentence, gap, rest) {
  const words = sentence.trimEnd();
  if (abbreviation.test(words)) return false;
  if (/ {2}/.test(gap)) return true;
  if (gap === ' ' && /(?:^|[\s(])[A-Z]\.$/.test(words)) return false; // an initial of a name
  return /^["'(<[]*[A-Z0-9]/.test(rest);
}
