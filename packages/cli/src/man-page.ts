import { type CommandEntry, type CommandOption, commandEntries } from './command-tree.js';
import { commands } from './commands/index.js';
import { packageVersion } from './version.js';

/**
 * The man page `sdpsec.1`, in the macros of man(7), from the declarations of the commands.
 *
 * @param date - of the build, as `2026-11-25`.
 */
export function manPage(date: string): string {
  const entries = commandEntries(commands);
  return [
    `.TH SDPSEC 1 "${date}" "sdpsec ${packageVersion()}" "User Commands"`,
    '.SH NAME',
    'sdpsec \\- media keys in SDP: check, explain, negotiate, redact, decrypt',
    '.SH SYNOPSIS',
    ...entries.flatMap(({ path, usage }) => [`.B sdpsec ${roff(path)}`, `.RI ${quoted(roff(usage))}`, '.br']).slice(0, -1),
    '.SH DESCRIPTION',
    roff('sdpsec judges, explains and writes the media keys of SDP (SDES, MIKEY), and decrypts captures of SRTP with them.'),
    roff('A file named - is standard input. Files may hold an SDP, a SIP or RTSP message, JSON or a log.'),
    '.SH COMMANDS',
    ...entries.flatMap(commandText),
    '.SH EXIT STATUS',
    ...[
      ['0', 'fine'],
      ['1', 'findings at or above --fail-on'],
      ['2', 'input could not be read or parsed'],
      ['3', 'wrong usage'],
    ].flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning as string)]),
    '.SH KEYS',
    roff(
      'Reports mask keys unless --show-keys is given. Commands whose product is an SDP or a key write it with its keys; a file gets mode 0600.',
    ),
    '.SH ENVIRONMENT',
    '.TP',
    '.B NO_COLOR',
    'no colours, whatever the terminal',
    '.SH SEE ALSO',
    '.BR tshark (1),',
    'RFC 4568, RFC 3830, RFC 3711',
    '',
  ].join('\n');
}

function commandText({ path, summary, usage, arguments: positional, options, note, examples }: CommandEntry): string[] {
  return [
    `.SS ${roff(`sdpsec ${path} ${usage}`)}`,
    roff(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...positional.flatMap(({ name, description }) => ['.TP', `.I ${roff(name)}`, roff(description)]),
    ...options.flatMap(optionText),
    ...(note === undefined ? [] : ['.PP', roff(note)]),
    ...examples.flatMap(([line, meaning]) => ['.PP', `${roff(meaning)}:`, '.PP', '.RS 4', '.nf', roff(line), '.fi', '.RE']),
  ];
}

function optionText({ names, value, description, choices, default: preset }: CommandOption): string[] {
  const flags = names.map(name => `\\fB${roff(name)}\\fR`).join(', ');
  const notes = [
    ...(choices.length > 0 ? [`one of ${choices.join(', ')}`] : []),
    ...(preset === undefined ? [] : [`default ${preset}`]),
  ];
  return [
    '.TP',
    `${flags}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`,
    roff(`${description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`),
  ];
}

/** Text that roff shows as it is: it takes some characters as its own, and a dot or quote at the beginning of a line as a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replace(/^[.]/, '\\&.');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
