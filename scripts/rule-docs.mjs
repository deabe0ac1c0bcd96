// Writes docs/rules/ from the rules themselves; with --check, only tells whether it is in step.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../packages/check/dist/index.js';

const root = fileURLToPath(new URL('../docs/rules/', import.meta.url));

const severityNote = {
  error: 'error: it breaks the call or its security',
  warning: 'warning: it may break the call or its security',
  info: 'info: worth knowing',
};

function example(value) {
  if (typeof value === 'string') return block(value);
  const { previous, offer, answers = [] } = value;
  const titled = [
    ['Before:', previous],
    [answers.length > 0 ? 'Offer:' : 'Now:', offer],
    ...answers.map(answer => ['Answer:', answer]),
  ];
  return titled
    .filter(([, text]) => text !== undefined)
    .map(([title, text]) => `${title}\n\n${block(text)}`)
    .join('\n\n');
}

function judgedBy(policy) {
  return policy === undefined
    ? ''
    : `\nThe examples are judged by this policy:\n\n\`\`\`json\n${JSON.stringify(policy)}\n\`\`\`\n`;
}

function block(text) {
  return `\`\`\`\n${visible(text)}\n\`\`\``;
}

/** The examples of some rules are about characters that do not show. */
function visible(text) {
  return text.replace(/\n$/, '').replaceAll('\0', '\\0').replaceAll('\r', '\\r');
}

function page(rule) {
  return `# ${rule.id}

${rule.summary}.

- Severity: ${severityNote[rule.severity]}
- Reference: ${rule.reference}

${rule.explanation.trim()}
${rule.kind === 'negotiation' ? byNegotiationAlone : examples(rule.example)}`;
}

const byNegotiationAlone = `
## Reported

By \`sdpsec answer\`, and by \`answerOffer\` and \`PendingOffer.accept\` among the findings of an agreement: it takes the keys, the clock or the settings
of one end to tell. \`sdpsec check\`, which sees SDPs alone, does not report it.
`;

function examples({ wrong, right, policy }) {
  return `${judgedBy(policy)}
## Reported

${example(wrong)}

## Not reported

${example(right)}
`;
}

function overview() {
  const rows = rules.map(
    ({ id, severity, reference, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} | ${reference} |`,
  );
  return `# Rules of sdpsec check

${rules.length} rules. The severity is that of most findings of a rule; a finding may have another, which its rule explains.
\`sdpsec check --off ID\` switches a rule off, \`--suppress FILE\` accepts single findings with a reason.

| Rule | Severity | What it reports | Reference |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const pages = new Map([['README.md', overview()], ...rules.map(rule => [`${rule.id}.md`, page(rule)])]);
const present = existsSync(root)
  ? readdirSync(root, { recursive: true })
      .map(String)
      .filter(name => name.endsWith('.md'))
  : [];
const stale = present.filter(name => !pages.has(name.replaceAll('\\', '/')));
const changed = [...pages].filter(([name, text]) => !existsSync(root + name) || readFileSync(root + name, 'utf8') !== text);

if (process.argv.includes('--check')) {
  const names = [...stale, ...changed.map(([name]) => name)];
  if (names.length > 0) console.error(`docs/rules is not in step with the rules (npm run docs:rules): ${names.join(', ')}`);
  process.exitCode = names.length > 0 ? 1 : 0;
} else {
  for (const name of stale) rmSync(root + name);
  for (const [name, text] of changed) {
    mkdirSync(dirname(root + name), { recursive: true });
    writeFileSync(root + name, text);
  }
}
