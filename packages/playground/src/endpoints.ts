import { judgingPolicy } from '@sdpsec/check/exchange';
import { validateAnswer } from '@sdpsec/negotiation/offer-answer';
import type { SecurityReading, UsableCryptoLine } from '@sdpsec/negotiation/reading';
import { keyLimits } from './crypto-words.js';
import { element } from './element.js';
import { keyButton } from './key-button.js';
import { suiteWords } from './suite-words.js';

/** What an offer and its answer agree on: for each m= section two endpoints, and the key of each direction between them. */
export function endpoints(offer: SecurityReading, answer: SecurityReading): HTMLElement {
  const { sections } = validateAnswer({ offer, answer, policy: judgingPolicy() });
  const drawn = sections.map(section => {
    const { media } = offer.sections[section.section] ?? { media: '?' };
    const heading = element('h3', {}, `m= section ${section.section}: ${media}`);
    const lost = section.lost.map(({ what, reason }) => element('li', {}, `not used: ${what}: ${reason}`));
    const picture =
      section.kind === 'sdes'
        ? element(
            'div',
            { class: 'endpoints' },
            endpoint('Offerer', offer, section.section),
            element(
              'div',
              { class: 'directions' },
              // RFC 4568 §5.1.3: each side sends with the key of its own line.
              direction('offerer', 'right', section.offered),
              direction('answerer', 'left', section.answered),
            ),
            endpoint('Answerer', answer, section.section),
          )
        : element('p', {}, outcome(section));
    return element('section', {}, heading, picture, element('ul', { class: 'lost' }, ...lost));
  });
  return element('section', { class: 'agreement' }, element('h2', {}, 'What they agree on'), ...drawn);
}

function endpoint(name: string, { sections }: SecurityReading, at: number): HTMLElement {
  const section = sections[at];
  const address = section?.address?.split(/\s+/).at(-1) ?? 'no address';
  const port = section?.port === undefined ? '' : `port ${section.port}`;
  return element(
    'div',
    { class: 'endpoint' },
    element('strong', {}, name),
    element('span', {}, address),
    element('span', {}, port),
  );
}

function direction(sender: string, way: 'left' | 'right', { value }: UsableCryptoLine): HTMLElement {
  const { suite, tag, keys } = value;
  return element(
    'div',
    { class: `direction ${way}` },
    element('strong', {}, `${suite}, tag ${tag}`),
    element('span', {}, suiteWords(suite)),
    ...keys.map(key => element('div', {}, ...keyLimits(key).map(limit => element('span', {}, limit)), keyButton(key, sender))),
  );
}

function outcome(section: {
  readonly kind: string;
  readonly reason?: string;
  readonly with?: number;
  readonly rtp?: boolean;
}): string {
  switch (section.kind) {
    case 'rejected':
      return `No media: ${section.reason ?? 'rejected'}.`;
    case 'bundled':
      return `Bundled: the transport and the keys are those of m= section ${section.with}.`;
    case 'dtls':
      return 'Keys come from a DTLS handshake in the media path; the SDP holds fingerprints alone.';
    case 'zrtp':
      return 'Keys are agreed on by ZRTP in the media path; the SDP alone secures nothing.';
    case 'plain':
      return section.rtp === false ? 'No RTP.' : 'RTP in the clear: whoever is on the way can listen.';
    default:
      return `Keyed by ${section.kind.toUpperCase()}: the keys come from its messages.`;
  }
}
