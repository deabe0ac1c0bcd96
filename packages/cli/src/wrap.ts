const widest = 100;
const narrowest = 40;

/** Breaks a text at its blanks for the terminal, or for 100 columns where there is none; every line is indented. */
export function wrap(text: string, indent = '', columns: number | undefined = process.stdout.columns): string {
  const room = Math.max(narrowest, Math.min(widest, columns ?? widest)) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map(one => `${indent}${one}\n`).join('');
}
