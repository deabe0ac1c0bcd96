import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const diffCommand: CommandDeclaration = {
  name: 'diff',
  summary: 'say what a later SDP of the same party changes: refresh, rekey or downgrade, address, rollover counter',
  declare(command) {
    command
      .argument('<old>', 'the SDP of before, or a message with one in it; - is standard input')
      .argument('<new>', 'the later one')
      .addOption(
        new Option('--fail-on <severity>', 'exit with 1 for a downgrade or a move without a new key')
          .choices(['error', 'never'])
          .default('error'),
      )
      .addOption(sharedOptions.json());
  },
  examples: [
    ['sdpsec diff invite.sdp reinvite.sdp', 'what the re-INVITE does to the keys of each m= section'],
    ['sdpsec diff --json answer-1.sdp answer-2.sdp', 'the same for programs'],
  ],
  run: async (positional, options) => (await import('./run.js')).runDiff(positional, options),
};
