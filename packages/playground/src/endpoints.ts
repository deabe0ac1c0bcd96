import { judgingPolicy } from '@sdpsec/check/exchange';
import { type AnsweredSection, validateAnswer } from '@sdpsec/negotiation/offer-answer';
import type { SecurityReading, UsableCryptoLine } from '@sdpsec/negotiation/reading';
import type { Secret, SrtpParameters } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import { keyLimits } from './crypto-words.js';
import { announce, element } from './element.js';
import { keyButton } from './key-button.js';
import { hex } from './mikey-field.js';
import { dependsOn, mikeyKeys } from './mikey-keys.js';
import { pskInput } from './psk-input.js';
import { suiteWords } from './suite-words.js';

/** What an offer and its answer agree on: for each m= section two endpoints, and the key of each direction between them. */
export function endpoints(offer: SecurityReading, answer: SecurityReading): HTMLElement {
  const { sections } = validateAnswer({ offer, answer, policy: judgingPolicy() });
  const keyed = new Map<number, HTMLElement>();
  const drawn = sections.map(section => {
    const { media } = offer.sections[section.section] ?? { media: '?' };
    const heading = element('h3', {}, `m= section ${section.section}: ${media}`);
    const lost = section.lost.map(({ what, reason }) => element('li', {}, `not used: ${what}: ${reason}`));
    const between = element('div', { class: 'directions' }, ...directionsOf(section, offer));
    if (section.kind === 'mikey') keyed.set(section.section, between);
    const picture =
      section.kind === 'sdes' || section.kind === 'mikey'
        ? element(
            'div',
            { class: 'endpoints' },
            endpoint('Offerer', offer, section.section),
            between,
            endpoint('Answerer', answer, section.section),
          )
        : element('p', {}, outcome(section));
    return element('section', {}, heading, picture, element('ul', { class: 'lost' }, ...lost));
  });
  const byMikey = keyed.size > 0 ? [mikeyPart(offer, answer, keyed)] : [];
  return element('section', { class: 'agreement' }, element('h2', {}, 'What they agree on'), ...byMikey, ...drawn);
}

function directionsOf(section: AnsweredSection, offer: SecurityReading): HTMLElement[] {
  if (section.kind === 'mikey') {
    const needed = dependsOn(offer, section.section);
    return [element('p', {}, needed.kind === 'elsewhere' ? needed.words : 'Keyed by MIKEY under a pre-shared key.')];
  }
  if (section.kind !== 'sdes') return [];
  // RFC 4568 §5.1.3: each side sends with the key of its own line.
  return [
    direction('offerer', 'right', sentByLine(section.offered)),
    direction('answerer', 'left', sentByLine(section.answered)),
  ];
}

/** Fills the pictures of sections that MIKEY keys: at once where nothing protects its message, else with the key that is entered. */
function mikeyPart(offer: SecurityReading, answer: SecurityReading, keyed: ReadonlyMap<number, HTMLElement>): HTMLElement {
  const show = async (psk?: Secret) => {
    const found = await mikeyKeys(offer, answer, psk);
    if (found.kind === 'refused') {
      for (const between of keyed.values()) between.replaceChildren(element('p', {}, 'No keys to show.'));
      return `No keys: ${found.reason}`;
    }
    // The messages are taken as the answerer takes them: it receives what the offerer sends.
    for (const { sections, send, receive } of found.sessions)
      for (const section of sections)
        keyed
          .get(section)
          ?.replaceChildren(
            ...receive.map(one => direction('offerer', 'right', sentWith(one))),
            ...send.map(one => direction('answerer', 'left', sentWith(one))),
          );
    announce(found.words);
    return found.words;
  };
  const needsKey = [...keyed.keys()].some(section => dependsOn(offer, section).kind === 'psk');
  const part = element('div', {}, ...(needsKey ? [pskInput(show)] : []));
  if (needsKey)
    void mikeyKeys(offer, answer).then(async bare => {
      if (bare.kind === 'keys') part.replaceChildren(element('p', { class: 'refused' }, await show()));
    });
  return part;
}

/** What one side sends with. */
interface Sent {
  readonly title: string;
  readonly suite: SuiteName;
  readonly keys: readonly { readonly key: Secret; readonly salt: Secret; readonly limits: readonly string[] }[];
}

function sentByLine({ value: { suite, tag, keys } }: UsableCryptoLine): Sent {
  return { title: `${suite}, tag ${tag}`, suite, keys: keys.map(key => ({ ...key, limits: keyLimits(key) })) };
}

function sentWith({ suite, streams, masterKeys }: SrtpParameters): Sent {
  const bound = streams === 'any' ? [] : streams.map(({ ssrc }) => `SSRC ${ssrc.toString(16).padStart(8, '0')}`);
  const limits = (mki: Uint8Array | undefined) => (mki ? [`MKI ${hex(mki)}`] : []);
  return {
    title: [suite, ...bound].join(', '),
    suite,
    keys: masterKeys.map(({ key, salt, mki }) => ({ key, salt, limits: limits(mki) })),
  };
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

function direction(sender: string, way: 'left' | 'right', { title, suite, keys }: Sent): HTMLElement {
  return element(
    'div',
    { class: `direction ${way}` },
    element('strong', {}, title),
    element('span', {}, suiteWords(suite)),
    ...keys.map(key => element('div', {}, ...key.limits.map(limit => element('span', {}, limit)), keyButton(key, sender))),
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
      return `Keyed by ${section.kind.toUpperCase()}.`;
  }
}
