import { type Command, Option } from 'commander';
import { type CommandDeclaration, type CommandFamily, sharedOptions } from '../../command.js';

const input = 'MIKEY message: binary, base64 or hex; a=key-mgmt line, KeyMgmt header, or all of an SDP; - is standard input';

/** What opens a message that protects its keys. */
function addKeyOptions(command: Command): Command {
  return command
    .addOption(new Option('--key <key>', 'pre-shared key, or envelope key, in base64 or hex'))
    .addOption(new Option('--psk-file <file>', 'the same from a file: others on this machine can read a command line'))
    .addOption(new Option('--private-key <file>', 'PEM of the RSA key that the envelope key is encrypted to'))
    .addOption(
      new Option('--sakke-keys <file>', 'JSON with user, rsk, kpak and z (hex), and kms and period of 3GPP: opens MIKEY-SAKKE'),
    );
}

function conversion(
  name: string,
  summary: string,
  examples: CommandDeclaration['examples'],
  product: string,
): CommandDeclaration {
  return {
    name,
    summary,
    declare: command =>
      addKeyOptions(command.argument('[file]', input, '-'))
        .addOption(new Option('--cs <id>', 'this crypto session alone'))
        .addOption(sharedOptions.json('write each crypto session with its key as JSON'))
        .addOption(sharedOptions.output()),
    examples,
    run: async (positional, options) => (await import('./convert.js')).runConversion(product, positional, options),
  };
}

const decode: CommandDeclaration = {
  name: 'decode',
  summary: 'show the payloads of a MIKEY message, its policy in words, and what protects it',
  declare: command =>
    addKeyOptions(command.argument('[file]', input, '-'))
      .addOption(sharedOptions.json())
      .addOption(sharedOptions.showKeys()),
  examples: [
    ['sdpsec mikey decode offer.sdp', 'every MIKEY message of an SDP, payload by payload'],
    ["echo 'AQAFgM0Xfl...' | sdpsec mikey decode", 'a message by itself'],
    ['sdpsec mikey decode call.txt --psk-file alice.key', 'verify and decrypt too; exit with 1 if a message does not verify'],
    ['sdpsec mikey decode invite.sdp --private-key bob.pem --json', 'public-key mode, for a program'],
    ['sdpsec mikey decode push-to-talk.sdp --sakke-keys bob.json', 'what a KMS has given to Bob verifies and opens MIKEY-SAKKE'],
  ],
  run: async (positional, options) => (await import('./decode.js')).runDecode(positional, options),
};

export const mikeyCommand: CommandFamily = {
  name: 'mikey',
  summary: 'decode MIKEY messages (RFC 3830), and hand their keys to other programs',
  commands: [
    decode,
    conversion(
      'to-sdes',
      'write the keys of a MIKEY message as a=crypto lines',
      [['sdpsec mikey to-sdes camera.sdp', 'what an RTSP camera sends with, for a peer that knows SDES']],
      'sdes',
    ),
    conversion(
      'to-gst-caps',
      'write the keys of a MIKEY message as caps for srtpdec of GStreamer',
      [['sdpsec mikey to-gst-caps camera.sdp -o caps.txt', 'for udpsrc caps=...']],
      'gst-caps',
    ),
    conversion(
      'to-ffmpeg',
      'write the keys of a MIKEY message as options for ffmpeg',
      [['ffmpeg -i in.wav $(sdpsec mikey to-ffmpeg camera.sdp --cs 1) -f rtp srtp://...', 'send with these keys']],
      'ffmpeg',
    ),
  ],
};
