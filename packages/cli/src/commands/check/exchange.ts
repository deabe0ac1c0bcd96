import type { Checked, Finding } from '@sdpsec/check';
import { checkExchange } from '@sdpsec/check/exchange';
import type { Policy } from '@sdpsec/negotiation';
import type { SdpDocument } from '@sdpsec/negotiation/document';
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
): { readonly checked: Checked[]; readonly unreadable: false; readonly recheck: (repaired: SdpDocument) => readonly Finding[] } {
  const { answer = [], previous } = flags;
  const [offer, ...more] = [...(flags.offer === undefined ? [] : [flags.offer]), ...names];
  if (more.length > 0) throw new CliError('usage', 'expected one SDP beside --answer and --previous, found more');
  if (offer === undefined && previous === undefined) throw new CliError('usage', '--answer needs --offer or --previous');
  if (offer === undefined && answer.length === 0) throw new CliError('usage', '--previous needs the SDP that came after it');
  const subjects = [...(offer === undefined ? [] : [offer]), ...answer].map(file => ({
    file: inputName(file),
    description: oneDescription(file),
  }));
  const before = previous === undefined ? undefined : oneDescription(previous).document;
  const [first] = subjects;
  /** Each message has its own transport; an SDP without a message travelled as the offer did. */
  const findingsOf = (index: number, documents: readonly SdpDocument[]) => {
    const transport = subjects[index]?.description.transport ?? first?.description.transport;
    const [offered, answers] = offer === undefined ? [undefined, documents] : [documents[0], documents.slice(1)];
    return (
      checkExchange({ offer: offered, answers, previous: before }, checkOptions(flags, transport, policy))[index]?.findings ?? []
    );
  };
  const documents = subjects.map(({ description }) => description.document);
  return {
    checked: subjects.map((subject, index) => ({ ...subject, findings: findingsOf(index, documents) })),
    unreadable: false,
    recheck: repaired => findingsOf(0, [repaired]),
  };
}
