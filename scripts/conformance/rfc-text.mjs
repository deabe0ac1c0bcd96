// The sentences of an RFC, section by section, from its plain text.
import { sentencesOf } from './sentences.mjs';

/**
 * Sections in the order of the text: {heading: '3.1 Usage Requirements', sentences}. What precedes the first numbered heading
 * (title, abstract, table of contents) has no sections.
 */
export function sectionsOf(text) {
  const sections = [];
  for (const block of blocksOf(withoutPages(text))) {
    const heading = headingOf(block);
    if (heading !== undefined) sections.push({ heading, sentences: [] });
    else sections.at(-1)?.sentences.push(...sentencesOf(block.map(line => line.trim())));
  }
  return sections;
}

/** What the sentence demands or advises, by the words of RFC 2119; the paragraph that defines these words demands nothing. */
export function isRequirement(sentence) {
  return /\b(?:MUST|SHOULD)\b/.test(sentence) && !/key ?words "MUST"/.test(sentence);
}

const pageBreak = '\f';

/** Footer, form feed and header become one line with the form feed alone. */
function withoutPages(text) {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .replace(/\n+[^\n]*\[Page \d+\]\n+\f\n*(?:RFC \d+[^\n]*\n+)?/g, `\n${pageBreak}\n`);
}

/** Paragraphs, items of lists, drawings and headings: runs of lines. */
function blocksOf(text) {
  const blocks = [];
  let block = [];
  let broken = false;
  const end = () => {
    if (block.length > 0) blocks.push(block);
    block = [];
  };
  for (const line of text.split('\n')) {
    if (line === pageBreak) {
      broken = block.length > 0;
    } else if (!/\w/.test(line)) {
      if (!broken) end(); // blank, or a line drawn between the rows of a table
    } else {
      if (broken ? !goesOn(block, line) : startsItem(block, line) || followsTerm(block, line)) end();
      broken = false;
      block.push(line);
    }
  }
  end();
  return blocks;
}

/** Whether a paragraph that a page ends goes on with the first line of the next page. */
function goesOn(block, line) {
  return !/[.:!?]["')]*$/.test(block.at(-1)) && indent(line) === indent(block.at(-1)) && marker(line) === undefined;
}

function startsItem(block, line) {
  if (block.length === 0 || marker(line) === undefined) return false;
  return /[.:]$/.test(block.at(-1)) || (marker(block[0]) !== undefined && indent(block[0]) === indent(line));
}

/** A term that is defined stands on a line of its own, less indented than its definition, although the next word had room beside it. */
function followsTerm(block, line) {
  if (block.length !== 1 || marker(block[0]) !== undefined) return false;
  if (indent(block[0]) === 0 || indent(line) <= indent(block[0])) return false;
  return block[0].length + 1 + line.trim().split(' ', 1)[0].length <= 72;
}

/** Bullet or number of an item of a list. */
function marker(line) {
  return /^ +((?:[-*+o]|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]) +)\S/.exec(line)?.[1];
}

const indent = line => line.search(/\S/);

const headingPattern = /^(?:Appendix )?(?:\d+|[A-Z](?=\.\d|[.:] ))(?:\.\d+)*[.:]? +\S/;

/** Headings alone start at the margin; those of the table of contents end in a page number. */
function headingOf(block) {
  if (!headingPattern.test(block[0]) || /\.{2,} ?\d+$/.test(block.at(-1))) return undefined;
  const words = block.map(line => line.trim()).join(' ');
  return words.replace(/^((?:Appendix )?[\dA-Z.]*[\dA-Z])[.:]? +/, '$1 ').replace(/ {2,}/g, ' ');
}
