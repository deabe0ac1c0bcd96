import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { addMikeyOptions } from '../../mikey-options.js';

export const negotiateCommand: CommandDeclaration = {
  name: 'negotiate',
  summary: 'what if: which line of an offer wins, why each other one loses, why a peer would answer 488',
  declare(command) {
    addMikeyOptions(command)
      .argument('<offer>', 'SDP, or a message or log with one in it; - is standard input')
      .addOption(
        new Option('--local <file>', 'SDP of the answerer without security; without it, all media of the offer is wanted'),
      )
      .addOption(sharedOptions.policy())
      .addOption(new Option('--peer <name>', 'the answerer is such a peer: only what it is known to take can win'))
      .addOption(sharedOptions.failOn())
      .addOption(sharedOptions.json());
  },
  examples: [
    ['sdpsec negotiate offer.sdp', 'what an answerer with the default policy takes'],
    ['sdpsec negotiate offer.sdp --peer ms-exchange-um', 'would this peer take it, or answer 488?'],
    ['sdpsec negotiate offer.sdp --local local.sdp --policy gcm.json', 'with your own description and policy'],
    ['sdpsec negotiate offer.sdp --psk-file alice.key', 'with the key that a=key-mgmt may be protected with'],
  ],
  run: async (positional, options) => (await import('./run.js')).runNegotiate(positional, options),
};
