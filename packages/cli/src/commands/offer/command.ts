import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const offerCommand: CommandDeclaration = {
  name: 'offer',
  summary: 'write an offer with fresh keys for a description of your own',
  declare(command) {
    command
      .argument('<local>', 'your SDP without security: addresses, ports, codecs; - is standard input')
      .addOption(sharedOptions.policy())
      .addOption(sharedOptions.peer())
      .addOption(sharedOptions.json('write the SDP as JSON'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec offer local.sdp -o offer.sdp', 'RTP/SAVP and a=crypto lines in every RTP section'],
    ['sdpsec offer --policy gcm.json local.sdp', 'only the suites of the policy, in its order'],
  ],
  run: async (positional, options) => (await import('./run.js')).runOffer(positional, options),
};
