// docs/mutation.md, made from the scores that runs have noted and from the list of survivors.
import { readFileSync, writeFileSync } from 'node:fs';
import { groups } from './groups.mjs';
import { listed } from './survivors.mjs';

const scoresFile = 'test/mutation/scores.json';

/** Notes the scores of these groups and writes the page anew. */
export function writePage(measured) {
  const noted = { ...JSON.parse(readFileSync(scoresFile, 'utf8')), ...measured };
  const scores = Object.fromEntries(Object.keys(groups).flatMap(name => (noted[name] ? [[name, noted[name]]] : [])));
  writeFileSync(scoresFile, `${JSON.stringify(scores, undefined, 2)}\n`);
  writeFileSync('docs/mutation.md', [...head, ...scoreRows(scores), '', ...survivorRows(listed())].join('\n'));
}

const head = [
  '# Mutation testing',
  '',
  '`npm run mutation` changes the code of each group below in small ways, one at a time, and runs the tests that reach the changed',
  'place: a change that none of them notices has survived. It fails where fewer than 85 % are noticed, and on a survivor that is not',
  'listed here with its reason. `npm run mutation -- GROUP...` does some of the groups; each run writes this page. A change may also',
  'be noticed by its time, when it makes a loop endless.',
  '',
  'Not changed are the words of messages and the references to RFC sections (`test/mutation/prose-ignorer.mjs`), and what runs once',
  'while a module loads: tables of protocol facts, which have tests of their own against the registries.',
  '',
  '| group | score | noticed | of them by time | survived | not changed: words | not changed: at load |',
  '|---|---|---|---|---|---|---|',
];

function scoreRows(scores) {
  return Object.entries(scores).map(
    ([name, { score, noticed, late, survived, words, atLoad }]) =>
      `| ${name} | ${score} % | ${noticed} | ${late} | ${survived} | ${words} | ${atLoad} |`,
  );
}

function survivorRows(survivors) {
  const code = text => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'") || ' '}\``;
  return Object.keys(groups).flatMap(name => {
    const rows = survivors
      .filter(({ group }) => group === name)
      .map(
        ({ file, line, from, to, reason }) =>
          `| ${file.split('/').at(-1)} | ${code(line)} | ${code(from)} | ${code(to)} | ${reason || '**open**: a test is missing, or a reason'} |`,
      );
    if (rows.length === 0) return [];
    return [
      `## Survivors: ${name}`,
      '',
      '| file | line | code | change | why no test can or need notice |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ];
  });
}
