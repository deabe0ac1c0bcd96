import './no-eval.js';
import { applyFixes, check, type Finding, findDescriptions } from '@sdpsec/check';
import { checkExchange } from '@sdpsec/check/exchange';
import type { SdpDocument } from '@sdpsec/negotiation/document';
import { type KeyMgmtLine, readSecurity, type SecurityReading } from '@sdpsec/negotiation/reading';
import { announce, button, element } from './element.js';
import { endpoints } from './endpoints.js';
import { listing } from './listing.js';
import { mikeyDocument } from './mikey-input.js';
import { mikeyView } from './mikey-view.js';
import { samples } from './sample.js';
import { TextInput } from './text-input.js';

const offer = new TextInput('offer', 'Offer', 'An SDP, a SIP message or a log; an answer behind it is found too.', drawExchange);
const answer = new TextInput('answer', 'Answer', 'Optional.', drawExchange);
const mikey = new TextInput('mikey', 'MIKEY message', 'a=key-mgmt, KeyMgmt header, base64 or hexadecimal.', drawMikey);
const exchange = element('div', { id: 'exchange' });
const message = element('div', { id: 'message' });

document.getElementById('page')?.append(
  element(
    'p',
    { class: 'samples' },
    button('Try a call', () => {
      offer.set(samples.call.offer);
      answer.set(samples.call.answer);
    }),
    button('Try a MIKEY message', () => mikey.set(samples.mikey)),
  ),
  element('div', { class: 'columns' }, offer.view, answer.view),
  exchange,
  mikey.view,
  message,
);

/** Judges and draws the offer, the answer and what they agree on. */
function drawExchange(): void {
  const [offered, behind] = descriptionsIn(offer.text);
  const answered = descriptionsIn(answer.text)[0] ?? behind;
  const found = checkExchange({ offer: offered, answers: answered ? [answered] : [] });
  const readings = [offered, answered].map(one => one && readSecurity(one));
  const views = found.map(({ role, findings }) => {
    const isAnswer = role === 'answer';
    const reading = readings[isAnswer ? 1 : 0] as SecurityReading;
    const input = isAnswer && answer.text.trim() !== '' ? answer : offer;
    return listing(isAnswer ? 'Answer' : 'Offer', reading, findings, finding => repair(input, reading.document, finding));
  });
  const [first, second] = readings;
  exchange.replaceChildren(
    element('div', { class: 'columns' }, ...views),
    ...(first && second ? [endpoints(first, second)] : []),
    ...readings.flatMap((reading, at) => (reading ? messagesOf(reading, at === 0 ? 'offer' : 'answer') : [])),
  );
  const count = found.reduce((sum, { findings }) => sum + findings.length, 0);
  announce(found.length === 0 ? '' : `${count} findings`);
}

/** The MIKEY messages that an SDP carries (RFC 4567 §3.1). */
function messagesOf({ session, sections }: SecurityReading, role: string): HTMLElement[] {
  const lines: KeyMgmtLine[] = [session, ...sections.map(({ own }) => own)].flatMap(({ keyMgmt }) => keyMgmt);
  return lines.map(line => mikeyView(line, `MIKEY message of the ${role}, line ${line.line.number}`));
}

/** Writes a repaired SDP back to where it came from, and leaves the keyboard at the next repair. */
function repair(input: TextInput, document: SdpDocument, finding: Finding): void {
  const { document: repaired } = applyFixes(document, [finding]);
  const whole = input.text;
  // An SDP inside of a SIP message or a log stays there.
  const at = whole.indexOf(document.text);
  input.set(at < 0 ? repaired.text : whole.slice(0, at) + repaired.text + whole.slice(at + document.text.length));
  announce(`fixed: ${finding.fix?.title}`);
  const next = exchange.querySelector<HTMLElement>('button.fix') ?? exchange.querySelector<HTMLElement>('button');
  next?.focus();
}

function descriptionsIn(text: string): SdpDocument[] {
  return text.trim() === '' ? [] : findDescriptions(text).map(({ document }) => document);
}

function drawMikey(): void {
  if (mikey.text.trim() === '') {
    message.replaceChildren();
    return;
  }
  const sdp = mikeyDocument(mikey.text);
  const views = readSecurity(sdp).session.keyMgmt.map(line => mikeyView(line, 'Octet by octet'));
  const remarks = check(sdp)
    .filter(({ rule }) => rule.startsWith('mikey/'))
    .map(({ severity, message: words, reference }) =>
      element(
        'div',
        { class: `finding ${severity}` },
        element('strong', {}, severity),
        ` ${words} `,
        element('small', {}, reference),
      ),
    );
  message.replaceChildren(...views, ...remarks);
}
