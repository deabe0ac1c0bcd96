import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { addMikeyOptions } from '../../mikey-options.js';

export const acceptCommand: CommandDeclaration = {
  name: 'accept',
  summary: 'take the answer to an offer of yours, and tell what protects the media each way',
  declare(command) {
    addMikeyOptions(command, { identities: false })
      .argument('<state>', 'what offer --state has written')
      .argument('<answer>', "the peer's SDP or SIP message; - is standard input")
      .addOption(sharedOptions.failOn())
      .addOption(sharedOptions.json())
      .addOption(sharedOptions.showKeys());
  },
  examples: [
    ['sdpsec accept call.state answer.sdp', 'what was agreed on, and why everything else was not'],
    ['sdpsec accept call.state answer.sdp --psk-file bob.key --show-keys', 'MIKEY: the keys that its messages agree on'],
  ],
  run: async (positional, options) => (await import('./run.js')).runAccept(positional, options),
};
