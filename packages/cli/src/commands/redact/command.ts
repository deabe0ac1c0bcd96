import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const redactCommand: CommandDeclaration = {
  name: 'redact',
  summary: 'take keys and passwords out of an SDP, SIP message or log, so that it can be shown',
  declare(command) {
    command
      .argument('<file>', 'SDP, SIP or RTSP message, JSON, log, text of tshark, hex dump; - is standard input')
      .addOption(sharedOptions.json('write what was taken out, as JSON, to standard error'))
      .addOption(sharedOptions.output());
  },
  examples: [
    ['sdpsec redact call.log > call-redacted.log', 'keys become <redacted 30 octets #a1>; equal ones share their mark'],
    ['journalctl -u kamailio | sdpsec redact -', 'escaped text too: syslog, JSON, URLs'],
    ['tcpdump -X -r call.pcap | sdpsec redact -', 'hexadecimal dumps, digits and characters'],
    ['sdpsec redact offer.sdp | sdpsec check -', 'all but the keys can still be judged'],
  ],
  run: async (positional, options) => (await import('./run.js')).runRedact(positional, options),
};
