import { type CommandEntry, families, firstWords } from '../command-tree.js';

/** A completion script for bash: names of commands and options, values that are known; all else as files. */
export function bashCompletion(entries: readonly CommandEntry[]): string {
  const values = entries.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== undefined)
      .map(({ names, choices }) => {
        const patterns = names.map(name => quote(`${path} ${name}`)).join('|');
        return `    ${patterns})${choices.length > 0 ? ` ${reply(choices)};` : ''} return ;;`;
      }),
  );
  const words = entries.map(({ path, options, arguments: positional }) => {
    const choices = positional.flatMap(argument => argument.choices);
    const names = [...options.flatMap(option => option.names), '--help'];
    return [
      `    ${quote(path)})`,
      `      if [[ $current == -* ]]; then ${reply(names)}`,
      ...(choices.length > 0 ? [`      else ${reply(choices)}`] : []),
      '      fi ;;',
    ].join('\n');
  });
  return `# bash completion for sdpsec: source <(sdpsec completion bash)
_sdpsec() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    ${reply([...firstWords(entries), '--help', '--version'])}
    return
  fi
${families(entries).map(familyWords).join('')}  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
}
complete -o default -F _sdpsec sdpsec
`;
}

/** The second word, which belongs to the command's name. */
function familyWords({ name, members }: ReturnType<typeof families>[number]): string {
  return `  if [[ $command == ${name} ]]; then
    if ((COMP_CWORD == 2)); then ${reply([...members, '--help'])}; return; fi
    command="$command \${COMP_WORDS[2]}"
  fi
`;
}

function reply(words: readonly string[]): string {
  return `mapfile -t COMPREPLY < <(compgen -W ${quote(words.join(' '))} -- "$current")`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
