import { createOfferAsync, type RtpSessionKeying, SdpDocument } from '@sdpsec/negotiation';
import { accountText } from '../../account.js';
import { oneDescription } from '../../description.js';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type FailOn, failsOn } from '../../fail-on.js';
import { inputName } from '../../input.js';
import type { MikeyFlags } from '../../mikey-settings.js';
import { negotiate, negotiationOptions } from '../../negotiate.js';
import { RepeatedChance } from '../../offer-chance.js';
import { readOfferState, withChance } from '../../offer-state.js';
import { jsonText } from '../../output.js';
import { type ParametersReport, parametersReport, parametersText } from '../../parameters-report.js';
import { wrap } from '../../wrap.js';

interface AcceptFlags extends MikeyFlags {
  readonly failOn: FailOn;
  readonly json?: boolean;
  readonly showKeys?: boolean;
}

/** `sdpsec accept`. */
export async function runAccept(
  [stateFile = '', answerFile = '-']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { failOn, json, showKeys = false, ...flags } = options as unknown as AcceptFlags;
  const { offer, local, policy, chance, ...made } = readOfferState(stateFile);
  const answer = oneDescription(answerFile);
  const again = withChance(negotiationOptions({ ...flags, ...made }, policy), new RepeatedChance(chance));
  const pending = await negotiate(() => createOfferAsync(SdpDocument.parse(local), again));
  if (pending.sdp !== offer)
    throw new CliError('bad-input', `${stateFile}: the keys and certificates given are not those that its offer was made with`);
  const { agreement } = await negotiate(() => pending.acceptAsync(answer.document));
  const { sections, findings } = agreement;
  const rtpSessions = agreement.rtpSessions.map(session => sessionReport(session, showKeys));
  process.stdout.write(
    json
      ? jsonText({ version: 1, sections, findings, rtpSessions })
      : `${accountText(inputName(answerFile), answer, agreement)}${rtpSessions.map(sessionText).join('')}`,
  );
  return failsOn(findings, failOn) ? exitCodes.findings : exitCodes.fine;
}

interface SessionReport {
  readonly sections: readonly number[];
  readonly send: readonly ParametersReport[];
  readonly receive: readonly ParametersReport[];
}

function sessionReport({ sections, send, receive }: RtpSessionKeying, showKeys: boolean): SessionReport {
  const all = (direction: RtpSessionKeying['send']) => direction.map(parameters => parametersReport(parameters, showKeys));
  return { sections, send: all(send), receive: all(receive) };
}

function sessionText({ sections, send, receive }: SessionReport): string {
  const lines = [
    ...send.map(parameters => `send with ${parametersText(parameters)}`),
    ...receive.map(parameters => `receive with ${parametersText(parameters)}`),
  ];
  return `\nmedia of m= section${sections.length > 1 ? 's' : ''} ${sections.join(', ')}:\n${lines.map(line => wrap(line, '  ')).join('')}`;
}
