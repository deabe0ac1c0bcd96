import { type CommandEntry, families, firstWords } from '../command-tree.js';

/** A completion script for fish. */
export function fishCompletion(entries: readonly CommandEntry[]): string {
  const summaries = new Map(entries.map(({ path, summary }) => [path, summary]));
  const commands = firstWords(entries).map(
    name =>
      `complete -c sdpsec -n __fish_use_subcommand -f -a ${name} -d ${quote(summaries.get(name) ?? 'commands of one kind')}`,
  );
  const nested = families(entries).map(
    ({ name, members }) =>
      `complete -c sdpsec -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${members.join(' ')}' -f -a ${quote(members.join(' '))}`,
  );
  const details = entries.flatMap(({ path, options, arguments: positional }) => {
    const seen = path.split(' ').map(word => `__fish_seen_subcommand_from ${word}`);
    const within = `complete -c sdpsec -n ${quote(seen.join('; and '))}`;
    const choices = positional.flatMap(argument => argument.choices);
    return [
      ...options.map(({ names, description, value, choices: values }) => {
        const flags = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
        const argument = value === undefined ? [] : values.length > 0 ? [`-x -a ${quote(values.join(' '))}`] : ['-r'];
        return [within, ...flags, ...argument, '-d', quote(description)].join(' ');
      }),
      ...(choices.length > 0 ? [`${within} -f -a ${quote(choices.join(' '))}`] : []),
    ];
  });
  return [
    '# fish completion for sdpsec: sdpsec completion fish | source',
    ...commands,
    ...nested,
    'complete -c sdpsec -n __fish_use_subcommand -l version -d "write the version"',
    'complete -c sdpsec -l help -d "show help"',
    ...details,
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
