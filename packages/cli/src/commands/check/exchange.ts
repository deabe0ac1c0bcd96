import type { Checked } from '@sdpsec/check';
import { checkExchange } from '@sdpsec/check/exchange';
import type { Policy } from '@sdpsec/negotiation';
import { oneDescription } from '../../description.js';
import { CliError } from '../../errors.js';
import { inputName } from '../../input.js';
import { type CheckFlags, checkOptions } from './run.js';

/**
 * Judges SDPs that belong together: `--offer` with each `--answer`, or one description with the `--previous` one.
 *
 * @throws CliError where the files do not make an exchange, or cannot be read.
 */
export function checkTogether(
  names: readonly string[],
  flags: CheckFlags,
  policy: Policy | undefined,
): { readonly checked: Checked[]; readonly unreadable: false } {
  const { answer = [], previous } = flags;
  const [offer, ...more] = [...(flags.offer === undefined ? [] : [flags.offer]), ...names];
  if (more.length > 0) throw new CliError('usage', 'expected one SDP beside --answer and --previous, found more');
  if (offer === undefined && previous === undefined) throw new CliError('usage', '--answer needs --offer or --previous');
  if (offer === undefined && answer.length === 0) throw new CliError('usage', '--previous needs the SDP that came after it');
  const subjects = [...(offer === undefined ? [] : [offer]), ...answer].map(file => ({
    file: inputName(file),
    description: oneDescription(file),
  }));
  const [first] = subjects;
  const found = checkExchange(
    {
      ...(offer !== undefined && { offer: first?.description.document }),
      answers: subjects.slice(offer === undefined ? 0 : 1).map(({ description }) => description.document),
      ...(previous !== undefined && { previous: oneDescription(previous).document }),
    },
    checkOptions(flags, first?.description.transport, policy),
  );
  return {
    checked: subjects.map((subject, index) => ({ ...subject, findings: found[index]?.findings ?? [] })),
    unreadable: false,
  };
}
