import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { keyFormatNames } from '../../key-formats/names.js';

export const convertCommand: CommandDeclaration = {
  name: 'convert',
  summary: 'write a key in the form that another program takes, and tell what gets lost',
  declare(command) {
    command
      .argument('<file>', 'the key of one direction, in any of the forms; - is standard input')
      .addOption(new Option('--to <format>', 'form to write').choices(keyFormatNames).makeOptionMandatory())
      .addOption(new Option('--from <format>', 'form of the file; without it, the one that fits').choices(keyFormatNames))
      .addOption(sharedOptions.json('write suite, forms, losses and key as JSON'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['grep crypto: answer.sdp | sdpsec convert --to gst -', 'caps for srtpdec'],
    ['sdpsec convert --to sdes transport.json', 'an a=crypto line of what mediasoup sends with'],
  ],
  run: async (positional, options) => (await import('./run.js')).runConvert(positional, options),
};
