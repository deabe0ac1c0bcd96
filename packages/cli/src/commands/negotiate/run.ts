import { answerOfferAsync, peerProfiles, type SdpDocument } from '@sdpsec/negotiation';
import { accountText } from '../../account.js';
import { oneDescription } from '../../description.js';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type FailOn, failsOn } from '../../fail-on.js';
import { inputName } from '../../input.js';
import { type NegotiationFlags, negotiate, negotiationOptions } from '../../negotiate.js';
import { jsonText } from '../../output.js';
import { wrap } from '../../wrap.js';
import { answererPolicy } from './answerer-policy.js';
import { refusalReasons } from './refusal-reasons.js';
import { withPorts } from './rtsp-ports.js';

/** `sdpsec negotiate`. */
export async function runNegotiate(
  [file = '-']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const flags = options as unknown as NegotiationFlags & { readonly local?: string; readonly failOn: FailOn };
  const offer = oneDescription(file);
  if (offer.document.media.length === 0) throw new CliError('bad-input', `the offer in ${inputName(file)} has no m= section`);
  const { document, sections: byRtsp } = withPorts(offer.document);
  const local = flags.local === undefined ? withoutSecurity(document) : oneDescription(flags.local).document;
  const negotiation = negotiationOptions(flags, answererPolicy(flags));
  const { agreement } = await negotiate(() => answerOfferAsync(document, local, negotiation));
  const reasons = refusalReasons(document, agreement);
  const { sections, findings } = agreement;
  const known = flags.peer === undefined ? [] : knownOf(flags.peer);
  process.stdout.write(
    flags.json
      ? jsonText({ version: 1, sections, findings, reasonsFor488: reasons, knownOfPeer: known })
      : `${accountText(inputName(file), offer, agreement)}${aboutRtsp(byRtsp)}${verdict(reasons)}${known.map(one => wrap(one, '  ')).join('')}`,
  );
  return failsOn(findings, flags.failOn) ? exitCodes.findings : exitCodes.fine;
}

function aboutRtsp(sections: readonly number[]): string {
  if (sections.length === 0) return '';
  const where = sections.length === 1 ? `m= section ${sections[0]}` : `m= sections ${sections.join(', ')}`;
  return `\n${wrap(`Port 0 of ${where} rejects nothing: a=control says that RTSP sets the media up, and SETUP brings the ports (RFC 2326 §C.1.2).`)}`;
}

function verdict(reasons: readonly string[]): string {
  if (reasons.length === 0) return '\nNothing here calls for a 488.\n';
  return `\nWhy a peer would answer 488 (Not Acceptable Here, RFC 3261 §21.4.26):\n${reasons.map(reason => wrap(reason, '  ')).join('')}`;
}

/** What others have seen such a peer do. */
function knownOf(peer: string): string[] {
  const { title, evidence } = peerProfiles[peer as keyof typeof peerProfiles];
  return evidence.map(({ behaviour, source }) => `${title}: ${behaviour} (${source})`);
}

const security = /^(?:crypto|cryptoscale|key-mgm?t|fingerprint|setup|tls-id|zrtp-hash|acap|tcap|pcfg|creq|csup)$/;

/** The offer's own media, wanted as it is. */
function withoutSecurity(offer: SdpDocument): SdpDocument {
  const lines = offer.lines.filter(({ type, attribute }) => type === 'k' || security.test(attribute ?? ''));
  return offer.edit(lines.map(line => ({ kind: 'delete', line: line.index })));
}
