const begin = '<!-- bench -->';
const end = '<!-- /bench -->';

/** What stands between the marks of the README; `undefined` without them. */
export function tableIn(readme: string): string | undefined {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  return from < 0 || to < from ? undefined : readme.slice(from + begin.length, to).trim();
}

/** The README with the table between its marks; unchanged without them. */
export function insertTable(readme: string, table: string): string {
  const old = tableIn(readme);
  if (old === undefined) return readme;
  return `${readme.slice(0, readme.indexOf(begin))}${begin}\n\n${table}\n\n${readme.slice(readme.indexOf(end))}`;
}
