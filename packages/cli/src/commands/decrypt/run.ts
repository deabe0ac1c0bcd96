import { realpathSync } from 'node:fs';
import { findSuite, type SuiteName } from '@sdpsec/srtp-core';
import {
  addKey,
  addKeyFile,
  addKeyingMaterial,
  addSdps,
  buildReport,
  type CaptureFinding,
  type Decrypted,
  decryptCapture,
  Keyring,
  type MikeyKeys,
  type PlainPacket,
  PlainPcap,
  readPsks,
  severities,
  textReport,
  WavFolder,
} from '../../decrypt/index.js';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { inputName, readInput } from '../../input.js';
import { readPrivateKey } from '../../mikey-keys.js';
import { jsonText } from '../../output.js';
import { readSakkeUser } from '../../sakke-keys.js';
import { CaptureSource } from './capture-source.js';
import { Progress } from './progress.js';

interface DecryptFlags {
  readonly output?: string;
  readonly wav?: string;
  readonly sdp?: readonly string[];
  readonly key?: readonly string[];
  readonly keyFile?: readonly string[];
  readonly suite?: string;
  readonly pskFile?: readonly string[];
  readonly privateKey?: string;
  readonly sakkeKeys?: readonly string[];
  readonly dtlsKeymat?: readonly string[];
  readonly ssrc?: readonly string[];
  readonly roc?: string;
  readonly failOn: CaptureFinding['severity'] | 'never';
  readonly json?: boolean;
  readonly showKeys?: boolean;
}

/** `sdpsec decrypt`. */
export async function runDecrypt(positional: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const flags = options as unknown as DecryptFlags;
  const [name = '-'] = positional;
  const keyring = readKeys(flags);
  const ssrcs = flags.ssrc?.map(readSsrc);
  const roc = flags.roc === undefined ? undefined : readNumber('--roc', flags.roc);
  if (flags.output !== undefined) notTheSame(name, flags.output);
  const source = await CaptureSource.open(name);
  try {
    const decrypted = await decryptWith(source, { keyring, ...(ssrcs && { ssrcs }), ...(roc !== undefined && { roc }) }, flags);
    report(decrypted, name, flags);
    return fails(decrypted.findings, flags.failOn) ? exitCodes.findings : exitCodes.fine;
  } finally {
    await source.close();
  }
}

async function decryptWith(
  source: CaptureSource,
  options: { keyring: Keyring; ssrcs?: number[]; roc?: number },
  flags: DecryptFlags,
): Promise<Decrypted> {
  const wav = flags.wav === undefined ? undefined : new WavFolder(flags.wav);
  const outputs = [...(flags.output === undefined ? [] : [new PlainPcap(flags.output)]), ...(wav ? [wav] : [])];
  const progress = new Progress(2 * source.octets);
  try {
    const onPlain = (packet: PlainPacket) => {
      for (const output of outputs) output.write(packet);
    };
    const decrypted = await decryptCapture({ ...options, open: () => source.read(octets => progress.advance(octets)), onPlain });
    return wav?.paths.length === 0 ? { ...decrypted, findings: [...decrypted.findings, noWav] } : decrypted;
  } finally {
    progress.end();
    for (const output of outputs) output.close();
  }
}

const noWav: CaptureFinding = {
  ...{ rule: 'cli/no-wav', severity: 'warning' },
  message: 'no WAV is written: nothing that opened is G.711 with one channel (PCMU or PCMA at 8000 Hz)',
};

function report({ packets, streams, findings }: Decrypted, name: string, { json, showKeys }: DecryptFlags): void {
  const problem = findings.find(finding => finding.rule === 'cli/capture');
  if (packets === 0 && problem) throw new CliError('bad-input', `${inputName(name)}: ${problem.message}`);
  const built = buildReport(packets, streams, findings, showKeys);
  process.stdout.write(json ? jsonText({ version: 1, ...built }) : textReport(built, process.stdout.columns));
}

function fails(findings: readonly CaptureFinding[], failOn: DecryptFlags['failOn']): boolean {
  if (failOn === 'never') return false;
  const least = severities.indexOf(failOn);
  return findings.some(({ severity }) => severities.indexOf(severity) <= least);
}

function readKeys(flags: DecryptFlags): Keyring {
  const keyring = new Keyring(readMikeyKeys(flags));
  const suite = flags.suite === undefined ? undefined : readSuite(flags.suite);
  const text = (file: string) => Buffer.from(readInput(file)).toString('utf8');
  if (flags.sdp && flags.sdp.length > 2)
    throw new CliError('usage', `expected --sdp once or twice, got it ${flags.sdp.length} times`);
  addSdps(
    keyring,
    (flags.sdp ?? []).map(file => readInput(file)),
  );
  for (const key of flags.key ?? []) addKey(keyring, key, '--key', suite);
  for (const file of flags.keyFile ?? []) addKeyFile(keyring, text(file), file, suite);
  for (const file of flags.dtlsKeymat ?? []) addKeyingMaterial(keyring, text(file), file);
  return keyring;
}

function readMikeyKeys({ pskFile = [], privateKey, sakkeKeys = [] }: DecryptFlags): MikeyKeys {
  const psks = pskFile.flatMap(file => readPsks(Buffer.from(readInput(file)).toString('utf8'), file));
  return {
    ...{ psks, sakke: sakkeKeys.map(readSakkeUser) },
    ...(privateKey !== undefined && { privateKey: readPrivateKey(privateKey) }),
  };
}

function readSuite(spelling: string): SuiteName {
  const suite = findSuite(spelling);
  if (!suite) throw new CliError('usage', `--suite: ${JSON.stringify(spelling.slice(0, 60))} is no suite that sdpsec knows`);
  return suite.name;
}

/** As the table shows it, or decimal as SDP does (RFC 5576 §4.1). */
function readSsrc(text: string): number {
  return /^(?:0x)?[0-9a-f]{8}$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ''), 16) : readNumber('--ssrc', text);
}

function readNumber(option: string, text: string): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 2 ** 32;
  if (number >= 2 ** 32)
    throw new CliError('usage', `${option}: expected a number of 32 bits, got ${JSON.stringify(text.slice(0, 40))}`);
  return number;
}

/** Writing over the capture would destroy it before it is read. */
function notTheSame(name: string, output: string): void {
  if (output === '-') throw new CliError('usage', '-o needs the name of a file: the report goes to standard output');
  try {
    if (name === '-' || realpathSync(name) !== realpathSync(output)) return;
  } catch {
    return;
  }
  throw new CliError('usage', `${output} is the capture itself: -o needs another file`);
}
