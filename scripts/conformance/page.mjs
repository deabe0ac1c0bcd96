// Reads a page of docs/conformance: tables of requirement and proof under the sections of one RFC.

const titles = '| requirement | where it is proven |';

/** Rows {line, section, requirement, proof} and the lines that are of no form a page has: {rows, malformed}. */
export function readPage(markdown) {
  const rows = [];
  const malformed = [];
  let section;
  let inTable = false;
  for (const [at, text] of markdown.split('\n').entries()) {
    const line = at + 1;
    if (text.startsWith('## ')) {
      section = { line, heading: unescaped(text.slice(3).trim()) };
      inTable = false;
    } else if (text === titles || /^\|[-| ]+\|$/.test(text)) {
      inTable = section !== undefined;
    } else if (text.startsWith('|')) {
      const cells = cellsOf(text);
      if (cells.length === 2 && inTable) rows.push({ line, section, requirement: unescaped(cells[0]), proof: cells[1] });
      else malformed.push(line);
    }
  }
  return { rows, malformed };
}

/**
 * What the second cell says: {kind: 'tests', tests: [{file, title}]}, {kind: 'not implemented', reason},
 * or {kind: 'unreadable', words}.
 */
export function readProof(cell) {
  const reason = /^not implemented:(.*)$/.exec(cell)?.[1].trim();
  if (reason !== undefined) return { kind: 'not implemented', reason: unescaped(reason) };
  const tests = [];
  for (const words of cell.split('<br>')) {
    const [, file, title] = /^`([^`]+)` "(.+)"$/.exec(words.trim()) ?? [];
    if (file === undefined) return { kind: 'unreadable', words: words.trim() };
    tests.push({ file, title: unescaped(title) });
  }
  return { kind: 'tests', tests };
}

function cellsOf(row) {
  return row
    .trim()
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell => cell.trim());
}

/** Markdown would take these characters for its own. */
function unescaped(text) {
  return text.replace(/\\([|<>*_`[\]\\])/g, '$1');
}
