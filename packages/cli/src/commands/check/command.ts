import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const checkCommand: CommandDeclaration = {
  name: 'check',
  summary: 'find what is wrong with the keys in SDPs, and say where',
  declare(command) {
    command
      .argument('<file...>', 'SDP, SIP message, log; - is standard input')
      .addOption(sharedOptions.failOn())
      .addOption(sharedOptions.json())
      .addOption(sharedOptions.showKeys());
  },
  examples: [
    ['sdpsec check offer.sdp', 'report findings; exit with 1 if one is an error'],
    ['sngrep -N -q -O - | sdpsec check -', 'check the SDPs of SIP messages on standard input'],
    ['sdpsec check --fail-on warning --json *.sdp', 'for a build: warnings fail too, the report is JSON'],
  ],
  run: async (positional, options) => (await import('./run.js')).runCheck(positional, options),
};
