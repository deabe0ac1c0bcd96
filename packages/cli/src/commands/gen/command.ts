import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';
import { keyFormatNames } from '../../key-formats/names.js';

export const genCommand: CommandDeclaration = {
  name: 'gen',
  summary: 'make a fresh master key and salt for a suite, in the form that a program takes',
  declare(command) {
    command
      .addOption(new Option('--suite <name>', 'crypto-suite, under any of its names').default('AES_CM_128_HMAC_SHA1_80'))
      .addOption(new Option('--format <format>', 'form of the key').choices(keyFormatNames).default('sdes'))
      .addOption(sharedOptions.json('write suite, format and key as JSON'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec gen', 'an a=crypto line for AES_CM_128_HMAC_SHA1_80'],
    ['sdpsec gen --suite AEAD_AES_256_GCM --format mediasoup -o key.json', 'for a PlainTransport of mediasoup'],
    ['ffmpeg -re -i in.wav $(sdpsec gen --format ffmpeg) -f rtp srtp://192.0.2.1:5004', 'others on the machine can read that'],
  ],
  run: async (_positional, options) => (await import('./run.js')).runGen(options),
};
