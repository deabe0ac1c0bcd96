import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const explainCommand: CommandDeclaration = {
  name: 'explain',
  summary: 'say in plain words how each m= section is secured, how long its keys last and who can read them',
  declare(command) {
    command
      .argument('<offer>', 'SDP, or a message or log with one in it; - is standard input')
      .argument('[answer]', 'the answer to it')
      .addOption(sharedOptions.json());
  },
  examples: [
    ['sdpsec explain offer.sdp', 'a paragraph for each m= section'],
    ['sdpsec explain offer.sdp answer.sdp', 'and what the two agreed on'],
    ['sdpsec explain --json invite.sip', 'for programs: key bits, tag bits, hours, MKIs'],
  ],
  run: async (positional, options) => (await import('./run.js')).runExplain(positional, options),
};
