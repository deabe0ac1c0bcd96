import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { addMikeyOptions } from '../../mikey-options.js';
import type { OfferedExchange } from '../../mikey-settings.js';

const exchanges = ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r'] as const satisfies readonly OfferedExchange[];

export const offerCommand: CommandDeclaration = {
  name: 'offer',
  summary: 'write an offer with fresh keys for a description of your own',
  declare(command) {
    addMikeyOptions(
      command
        .argument('<local>', 'your SDP without security: addresses, ports, codecs; - is standard input')
        .addOption(
          new Option('--mikey <exchange>', 'offer this exchange of MIKEY in a=key-mgmt, not a=crypto').choices(exchanges),
        )
        .addOption(
          new Option('--state <file>', 'write there what accept needs to take the answer; with mode 0600, never over another'),
        ),
    )
      .addOption(sharedOptions.policy())
      .addOption(sharedOptions.peer())
      .addOption(sharedOptions.json('write the SDP as JSON'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec offer local.sdp -o offer.sdp', 'RTP/SAVP and a=crypto lines in every RTP section'],
    ['sdpsec offer local.sdp --state call.state -o offer.sdp', 'and later: sdpsec accept call.state answer.sdp'],
    ['sdpsec offer --policy gcm.json local.sdp', 'only the suites of the policy, in its order'],
    ['sdpsec offer --mikey psk --psk-file bob.key --identity sip:alice@example.org local.sdp', 'MIKEY with a pre-shared key'],
  ],
  run: async (positional, options) => (await import('./run.js')).runOffer(positional, options),
};
