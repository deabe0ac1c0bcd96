import { type CommandEntry, type CommandOption, families, firstWords } from '../command-tree.js';

/** A completion script for zsh, to be sourced or put into a folder of `fpath` as `_sdpsec`. */
export function zshCompletion(entries: readonly CommandEntry[]): string {
  const summaries = new Map(entries.map(({ path, summary }) => [path, summary]));
  const commands = firstWords(entries).map(name =>
    quote(`${name}:${(summaries.get(name) ?? 'commands of one kind').replaceAll(':', '\\:')}`),
  );
  const cases = entries.map(({ path, options, arguments: positional }) => {
    const choices = positional.flatMap(argument => argument.choices);
    const specs = [...options.flatMap(optionSpecs), "'--help[show help]'", operands(choices)];
    return `    ${quote(path)}) _arguments -s ${specs.join(' \\\n      ')} ;;`;
  });
  const nested = families(entries).map(
    ({ name, members }) => `  if [[ $command == ${name} ]]; then
    if ((CURRENT == 2)); then
      compadd -- ${members.join(' ')}
      return
    fi
    shift words
    ((CURRENT--))
    command="$command $words[1]"
  fi
`,
  );
  return `#compdef sdpsec
# zsh completion for sdpsec: source <(sdpsec completion zsh)
_sdpsec() {
  local -a commands=(
    ${commands.join('\n    ')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  local command=$words[1]
${nested.join('')}  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _sdpsec ]]; then _sdpsec "$@"; else compdef _sdpsec sdpsec; fi
`;
}

function operands(choices: readonly string[]): string {
  return choices.length > 0 ? quote(`1:value:(${choices.join(' ')})`) : "'*:file:_files'";
}

function optionSpecs({ names, description, value, choices }: CommandOption): string[] {
  const text = description.replace(/[[\]:\\]/g, '\\$&');
  const action = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
  return names.map(name => quote(`*${name}[${text}]${value === undefined ? '' : `:${value.replaceAll(':', ' ')}:${action}`}`));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
