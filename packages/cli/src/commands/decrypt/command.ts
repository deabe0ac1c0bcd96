import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';

const repeated = (value: string, before: readonly string[] | undefined) => [...(before ?? []), value];

export const decryptCommand: CommandDeclaration = {
  name: 'decrypt',
  summary: 'decrypt the SRTP of a capture, and say why what does not decrypt does not',
  declare(command) {
    command
      .argument('<capture>', 'pcap or pcapng, also in gzip; - is standard input')
      .addOption(new Option('-o, --output <file>', 'write the plain media as pcap, for Wireshark, with mode 0600'))
      .addOption(new Option('--wav <folder>', 'write the G.711 of each SSRC as WAV'))
      .addOption(new Option('--sdp <file>', 'SDP that is not in the capture; twice for offer and answer').argParser(repeated))
      .addOption(new Option('--key <key>', 'master key and salt in base64 or hex; repeatable').argParser(repeated))
      .addOption(
        new Option('--key-file <file>', 'keys, one a line: others on this machine can read a command line').argParser(repeated),
      )
      .addOption(new Option('--suite <name>', 'suite of these keys; without it, every one that fits is tried'))
      .addOption(new Option('--dtls-keymat <file>', 'a line each: DTLS-SRTP profile, keying material in hex').argParser(repeated))
      .addOption(new Option('--psk-file <file>', 'MIKEY pre-shared keys in base64 or hex, one a line').argParser(repeated))
      .addOption(new Option('--private-key <file>', 'PEM of the RSA key that MIKEY messages (public-key, RSA-R) give keys to'))
      .addOption(
        new Option(
          '--sakke-keys <file>',
          'JSON with what a KMS gave to a user, as mikey decode takes it: opens MIKEY-SAKKE',
        ).argParser(repeated),
      )
      .addOption(new Option('--ssrc <ssrc>', 'this stream alone: eight hex digits, or decimal; repeatable').argParser(repeated))
      .addOption(new Option('--roc <number>', 'rollover counter of the first packet, where it is known'))
      .addOption(sharedOptions.failOn())
      .addOption(sharedOptions.json())
      .addOption(sharedOptions.showKeys());
  },
  examples: [
    ['sdpsec decrypt call.pcap', 'find the keys in SIP or RTSP, and report each SSRC'],
    ['sdpsec decrypt call.pcapng.gz -o plain.pcap --wav .', 'write what Wireshark plays, and the audio'],
    ['sdpsec decrypt media.pcap --sdp offer.sdp --sdp answer.sdp', 'signalling was elsewhere, or inside TLS'],
    ['sdpsec decrypt call.pcap --psk-file alice.psk', 'MIKEY (a=key-mgmt) with a pre-shared key'],
    ['sdpsec decrypt media.pcap --key-file keys.txt --suite AES_CM_128_HMAC_SHA1_32', 'keys by hand'],
  ],
  note: 'Exit codes: 0 where everything that is protected opens, 1 where any protected packet does not open.',
  run: async (positional, options) => (await import('./run.js')).runDecrypt(positional, options),
};
