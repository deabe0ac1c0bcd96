import { Option } from 'commander';
import { type CommandDeclaration, sharedOptions } from '../../command.js';

export const checkCommand: CommandDeclaration = {
  name: 'check',
  summary: 'find what is wrong with the keys in SDPs, and say where',
  declare(command) {
    command
      .argument('[file...]', 'SDP, SIP message, JSON, log; a folder for its .sdp, .sip, .txt and .log files; - is standard input')
      .addOption(new Option('--offer <file>', 'judge this offer and its --answer together'))
      .addOption(
        new Option('--answer <file>', 'the answer; again for each fork').argParser((file: string, before: string[] = []) => [
          ...before,
          file,
        ]),
      )
      .addOption(
        new Option('--previous <file>', 'what the same side described before: finds downgrade, missing or needless new keys'),
      )
      .addOption(sharedOptions.policy())
      .addOption(sharedOptions.peer())
      .addOption(sharedOptions.failOn())
      .addOption(
        new Option('--format <format>', 'form of the report').choices(['text', 'json', 'github', 'sarif']).default('text'),
      )
      .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
      .addOption(new Option('--fix', 'write the SDP with all mechanical repairs, and the report to standard error'))
      .addOption(sharedOptions.output())
      .addOption(new Option('--off <rules...>', 'ids of rules that shall not run'))
      .addOption(new Option('--only <rules...>', 'ids of the only rules that shall run'))
      .addOption(new Option('--suppress <file>', 'JSON list of accepted findings: rule, file, line, reason'))
      .addOption(
        new Option('--transport <name>', 'how the SIP message travelled, where the input does not say').choices([
          ...['udp', 'tcp', 'sctp', 'ws', 'tls', 'wss'],
        ]),
      )
      .addOption(sharedOptions.showKeys());
  },
  examples: [
    ['sdpsec check offer.sdp', 'report findings; exit with 1 if one is an error'],
    ['sdpsec check --offer offer.sdp --answer answer.sdp', 'does the answer fit the offer?'],
    ['sdpsec check --previous invite.sdp reinvite.sdp', 'what changed for the keys, and what that does to rollover counters'],
    ['sdpsec check --fix offer.sdp -o fixed.sdp', 'repair what can be repaired without thinking'],
    ['sdpsec check --fail-on warning --format sarif captures/ > report.sarif', 'for a code scanner: warnings fail too'],
    ['sdpsec check --off sdp/plain-media sdes/tag-zero -- a.sdp b.sdp', 'leave two rules out'],
    ['pbpaste | sdpsec check --transport udp -', 'an SDP from the clipboard that came over plain UDP'],
  ],
  run: async (positional, options) => (await import('./run.js')).runCheck(positional, options),
};
