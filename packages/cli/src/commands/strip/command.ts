import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const stripCommand: CommandDeclaration = {
  name: 'strip',
  summary: 'take keying that keys nothing out of an SDP, as it is left over when media was decrypted',
  declare(command) {
    command
      .argument('<file>', 'SDP, or a message or log with one in it; - is standard input')
      .addOption(sharedOptions.json('write what was removed, as JSON, to standard error'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec strip recorded.sdp -o plain.sdp', 'a=crypto under RTP/AVP or UDP/TLS/..., in rejected sections, and k= lines'],
    ['sdpsec strip - < recorded.sdp', 'the SDP on standard output, what was removed on standard error'],
  ],
  run: async (positional, options) => (await import('./run.js')).runStrip(positional, options),
};
