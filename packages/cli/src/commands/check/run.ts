import {
  type Checked,
  type CheckOptions,
  check,
  type FoundDescription,
  findDescriptions,
  type SignallingTransport,
  type Suppression,
  suppress,
  unknownRule,
} from '@sdpsec/check';
import type { Policy } from '@sdpsec/negotiation';
import type { SdpDocument } from '@sdpsec/negotiation/document';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type FailOn, failsOn } from '../../fail-on.js';
import { inputFiles, inputName, readInput, readJson } from '../../input.js';
import { complain } from '../../output.js';
import type { PolicyFlags } from '../../policy-file.js';
import { fixDescription } from './fix.js';
import { type ReportFormat, writeReport } from './report.js';

/** What the command line says. */
export interface CheckFlags extends PolicyFlags {
  readonly failOn: FailOn;
  readonly format: ReportFormat;
  readonly fix?: boolean;
  readonly offer?: string;
  readonly answer?: readonly string[];
  readonly previous?: string;
  readonly output?: string;
  readonly off?: readonly string[];
  readonly only?: readonly string[];
  readonly suppress?: string;
  readonly transport?: SignallingTransport;
  readonly showKeys?: boolean;
}

/** `sdpsec check`: a file that cannot be read is named, and the others are checked all the same. */
export async function runCheck(files: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const flags = options as unknown as CheckFlags;
  knownRules([...(flags.off ?? []), ...(flags.only ?? [])]);
  const policy = await readPolicyOf(flags);
  const suppressions = flags.suppress === undefined ? [] : await readSuppressions(flags.suppress);
  const { checked, unreadable, recheck } = isExchange(flags)
    ? (await import('./exchange.js')).checkTogether(files, flags, policy)
    : checkAll(files, flags, policy);
  const report = (flags.fix ? [fixDescription(checked, recheck, flags.output)] : checked).map(one => suppress(one, suppressions));
  if (report.length > 0 || flags.format !== 'text') writeReport(report, flags);
  if (unreadable) return exitCodes.badInput;
  return failsOn(
    report.flatMap(({ findings }) => findings),
    flags.failOn,
  )
    ? exitCodes.findings
    : exitCodes.fine;
}

function isExchange({ offer, answer, previous }: CheckFlags): boolean {
  return (offer ?? answer ?? previous) !== undefined;
}

/** Few checks need a policy, and reading one loads much. */
async function readPolicyOf(flags: CheckFlags): Promise<Policy | undefined> {
  if ((flags.policy ?? flags.peer) === undefined) return undefined;
  return (await import('../../policy-file.js')).policyOf(flags);
}

function checkAll(names: readonly string[], flags: CheckFlags, policy: Policy | undefined) {
  if (names.length === 0) throw new CliError('usage', 'expected a file to check, or --offer and --answer');
  const judge = (document: SdpDocument, { transport }: FoundDescription) =>
    check(document, checkOptions(flags, transport, policy));
  let unreadable = false;
  /** What cannot be read is named and hides nothing of the others, in a folder too. */
  const each = <T>(inputs: readonly T[], read: (input: T) => Checked[]) =>
    inputs.flatMap(input => {
      try {
        return read(input);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        complain(error);
        unreadable = true;
        return [];
      }
    });
  const checked = each(names, name => {
    const { files, fromFolder } = inputFiles(name);
    return each(files, file =>
      descriptionsIn(file, fromFolder).map(description => ({
        file: inputName(file),
        description,
        findings: judge(description.document, description),
      })),
    );
  });
  return { checked, unreadable, recheck: (repaired: SdpDocument, { description }: Checked) => judge(repaired, description) };
}

/** The SDPs of a file; in a folder, only what is called `.sdp` must have one. */
function descriptionsIn(file: string, fromFolder: boolean): FoundDescription[] {
  const input = readInput(file);
  const descriptions = findDescriptions(input);
  if (descriptions.length > 0 || (fromFolder && !/\.sdp$/i.test(file))) return descriptions;
  const name = inputName(file);
  if (input.length === 0) throw new CliError('bad-input', `${name} is empty`);
  const [first, second] = input;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  throw new CliError('bad-input', `no SDP found in ${name}${utf16 ? ': it is UTF-16, expected UTF-8' : ''}`);
}

/** What the flags mean for {@link check}; a transport that the command line names goes before that of the SIP message. */
export function checkOptions(
  { off, only, transport }: CheckFlags,
  found: SignallingTransport | undefined,
  policy: Policy | undefined,
): CheckOptions {
  const known = transport ?? found;
  return { ...(off && { off }), ...(only && { only }), ...(known && { transport: known }), ...(policy && { policy }) };
}

function knownRules(ids: readonly string[]): void {
  for (const id of ids) {
    const problem = unknownRule(id);
    if (problem !== undefined) throw new CliError('usage', problem);
  }
}

async function readSuppressions(file: string): Promise<readonly Suppression[]> {
  const { parseSuppressions } = await import('@sdpsec/check/suppression');
  const suppressions = parseSuppressions(readJson(file));
  if ('problem' in suppressions)
    throw new CliError(
      suppressions.code === 'unknown-rule' ? 'usage' : 'bad-input',
      `${inputName(file)}: ${suppressions.problem}`,
    );
  return suppressions;
}
