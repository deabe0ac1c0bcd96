import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { addMikeyOptions } from '../../mikey-options.js';

export const answerCommand: CommandDeclaration = {
  name: 'answer',
  summary: 'answer an offer with fresh keys, and tell why each line was chosen or not',
  declare(command) {
    addMikeyOptions(command)
      .argument('<offer>', "the peer's SDP or SIP message; - is standard input")
      .addOption(
        new Option(
          '--local <file>',
          'your SDP for this answer without security, with the m= sections of the offer',
        ).makeOptionMandatory(),
      )
      .addOption(sharedOptions.policy())
      .addOption(sharedOptions.peer())
      .addOption(sharedOptions.failOn())
      .addOption(new Option('--json', 'write the account as JSON'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec answer offer.sdp --local local.sdp -o answer.sdp', 'the answer in a file, the account on standard output'],
    ['sdpsec answer offer.sdp --local local.sdp 2>account.txt', 'the answer on standard output, the account on standard error'],
    ['sdpsec answer invite.txt --local local.sdp --psk-file alice.key', 'an offer with MIKEY, under a pre-shared key'],
  ],
  run: async (positional, options) => (await import('./run.js')).runAnswer(positional, options),
};
