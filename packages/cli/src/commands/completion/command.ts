import { Argument } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const completionCommand: CommandDeclaration = {
  name: 'completion',
  summary: 'write a script that lets a shell complete commands, options and their values',
  declare(command) {
    command
      .addArgument(new Argument('[shell]', 'for which shell').choices(['bash', 'zsh', 'fish']))
      .addOption(sharedOptions.json('write what the scripts are made of, for other shells'));
  },
  examples: [
    ["echo 'source <(sdpsec completion bash)' >> ~/.bashrc", 'from the next bash on'],
    ["echo 'source <(sdpsec completion zsh)' >> ~/.zshrc", 'the same for zsh, behind its compinit'],
    ['sdpsec completion fish > ~/.config/fish/completions/sdpsec.fish', 'for fish'],
    ['sdpsec completion --json', 'commands, options and values, for a shell of another kind'],
  ],
  run: async (positional, options) => (await import('./run.js')).runCompletion(positional, options),
};
