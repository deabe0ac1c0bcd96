import type { SdpDocument, SdpLine } from '../document/index.js';
import { type AttributeIndex, indexAttributes } from './attribute-index.js';
import { type AttributeValue, attributeValue, type CryptoLine, judgeCryptoLines } from './crypto-line.js';
import { type KeyMgmtLine, readKeyMgmtLine } from './key-mgmt-line.js';
import { type MediaFormat, mediaCapabilities } from './media-format.js';
import { Numbered } from './numbered.js';
import { type Profile, readProfile } from './profile.js';
import type { SectionReading } from './section-reading.js';

/** One alternative of an `a=pcfg` line: a way in which the section is offered beside its m= line (RFC 5939 §3.5.1). */
export interface PotentialConfiguration {
  readonly line: SdpLine;
  readonly number: number;
  /** The section as this alternative offers it: another profile, other `a=crypto` and `a=key-mgmt` lines before its own. */
  readonly section: SectionReading;
  /** The formats that it has in place of those of the m= line (RFC 6871 §3.3.4). */
  readonly formats?: readonly MediaFormat[];
  /** Value of the `a=acfg` line that selects it (RFC 5939 §3.5.2). */
  readonly selector: string;
}

/** An alternative that cannot be used whatever the policy says. */
export interface RefusedConfiguration {
  /** `a=pcfg:1` */
  readonly what: string;
  readonly reason: string;
}

/** What a section offers by capability negotiation. */
export interface CapabilityReading {
  /** The preferred one first (RFC 5939 §3.6.2). */
  readonly usable: readonly PotentialConfiguration[];
  readonly refused: readonly RefusedConfiguration[];
}

/** The option tags that are understood here: the base framework (RFC 5939 §3.3.1) and media capabilities (RFC 6871 §3.2). */
export const understoodExtensions: readonly string[] = ['cap-v0', 'med-v0'];

/** Alternatives multiply; nobody needs more of them for one section (RFC 5939 §3.11), and time must stay linear. */
const mostAlternatives = 32;

interface Capabilities {
  readonly transports: Numbered<string>;
  readonly attributes: Numbered<AttributeValue & { readonly name: string }>;
  readonly media: Numbered<string>;
}

/** What the session part gives to every section: read once, however many there are. */
interface SessionCapabilities extends Omit<Capabilities, 'attributes'> {
  readonly unmet: string | undefined;
}

const sessionParts = new WeakMap<SdpDocument, SessionCapabilities>();

const nothing: CapabilityReading = { usable: [], refused: [] };

/**
 * The alternatives that a section offers by capability negotiation. Refused are those that need more than other profiles, `a=crypto` and
 * `a=key-mgmt` lines, and media formats, or an extension that is not understood.
 *
 * @example
 * ```ts
 * const { sections } = readSecurity(document);
 * const { usable, refused } = readCapabilities(document, sections[0]);
 * ```
 */
export function readCapabilities(document: SdpDocument, section: SectionReading): CapabilityReading {
  const media = section.attributes;
  const lines = media.get('pcfg') ?? [];
  if (lines.length === 0) return nothing;
  const session = sessionCapabilities(document);
  const unmet = session.unmet ?? unmetRequirement(media);
  if (unmet !== undefined)
    return { usable: [], refused: [{ what: 'a=pcfg', reason: `a=creq requires ${unmet}, which is not understood` }] };
  const capabilities = capabilitiesOf(session, media);
  const times = new Map<string, number>();
  for (const line of lines) times.set(numberOf(line), (times.get(numberOf(line)) ?? 0) + 1);
  const read = lines
    .slice(0, mostAlternatives)
    .flatMap(line =>
      (times.get(numberOf(line)) as number) > 1
        ? [{ what: `a=pcfg:${numberOf(line)}`, reason: 'its number stands more than once in this m= section' }]
        : readConfiguration(line, section, media, capabilities),
    )
    .slice(0, mostAlternatives);
  return {
    usable: read.flatMap(one => ('reason' in one ? [] : [one])).sort((a, b) => a.number - b.number),
    refused: read.flatMap(one => ('reason' in one ? [one] : [])),
  };
}

/**
 * Those of the alternatives that can be used, the preferred one first (RFC 5939 §3.6.2).
 *
 * @example
 * ```ts
 * const { sections } = readSecurity(document);
 * for (const { selector, section } of potentialConfigurations(document, sections[0])) console.log(selector, section.profile.name);
 * ```
 */
export function potentialConfigurations(document: SdpDocument, section: SectionReading): readonly PotentialConfiguration[] {
  return readCapabilities(document, section).usable;
}

/**
 * The alternative that an answer selects; `undefined` when it selects none that was offered.
 *
 * @example
 * ```ts
 * const offered = potentialConfigurations(document, readSecurity(document).sections[0]);
 * const selected = selectedConfiguration(readSecurity(answerDocument).sections[0], offered);
 * ```
 */
export function selectedConfiguration(
  answered: SectionReading,
  offered: readonly PotentialConfiguration[],
): PotentialConfiguration | undefined {
  const [line] = answered.attributes.get('acfg') ?? [];
  const selector = line?.value.trim().split(/[ \t]+/) ?? [];
  return offered.find(({ selector: known }) => sameFields(known.split(' '), selector));
}

/**
 * An extension that `a=creq` asks for and that is not understood (RFC 5939 §3.3.2); one that is no token is not named.
 *
 * @example
 * ```ts
 * console.log(unmetRequirement(readSecurity(document).session.attributes)); // undefined: nothing is required
 * ```
 */
export function unmetRequirement(attributes: AttributeIndex): string | undefined {
  const lines = attributes.get('creq');
  if (!lines) return undefined;
  const tags = lines.flatMap(line => line.value.split(',').map(tag => tag.trim()));
  const unmet = tags.find(tag => !understoodExtensions.includes(tag));
  return unmet === undefined || /^[\w.+-]{1,40}$/.test(unmet) ? unmet : 'an extension';
}

function sessionCapabilities(document: SdpDocument): SessionCapabilities {
  const known = sessionParts.get(document);
  if (known) return known;
  const session = indexAttributes(document, document.session);
  const read = { unmet: unmetRequirement(session), transports: transportsOf(session), media: mediaCapabilities(session) };
  sessionParts.set(document, read);
  return read;
}

function transportsOf(level: AttributeIndex, session?: Numbered<string>): Numbered<string> {
  const transports = new Numbered(session);
  for (const line of level.get('tcap') ?? []) {
    const [number = '', ...protos] = line.value.trim().split(/[ \t]+/);
    for (const [index, proto] of protos.entries()) transports.add(Number(number) + index, proto);
  }
  return transports;
}

/** Those of a section and of the session part: what stands in another section is no business of it (RFC 5939 §3.4.1). */
function capabilitiesOf(session: SessionCapabilities, media: AttributeIndex): Capabilities {
  const attributes = new Numbered<AttributeValue & { name: string }>();
  // A media-level attribute in a session-level capability is to be ignored (RFC 5939 §3.4.1): a=crypto is one.
  for (const line of media.get('acap') ?? []) {
    const [head = '', number = '', name = ''] = /^[ \t]*(\d{1,10})[ \t]+([^: \t]+):/.exec(line.value) ?? [];
    if (head)
      attributes.add(Number(number), {
        line,
        name,
        value: line.value.slice(head.length),
        offset: line.valueOffset + head.length,
      });
  }
  return { transports: transportsOf(media, session.transports), attributes, media: mediaCapabilities(media, session.media) };
}

/** The number of an a=pcfg line, in one spelling; a name for all that have none. */
function numberOf({ value, index }: SdpLine): string {
  const [number = ''] = value.trim().split(/[ \t]+/);
  return /^\d{1,10}$/.test(number) ? String(Number(number)) : `line ${index}`;
}

/** The parameters of a configuration that are understood; "+" before another one makes it useless (RFC 5939 §3.5.1). */
const knownLists = ['a', 't', 'm', 'pt'];

function readConfiguration(
  line: SdpLine,
  section: SectionReading,
  media: AttributeIndex,
  capabilities: Capabilities,
): (PotentialConfiguration | RefusedConfiguration)[] {
  const [number = '', ...lists] = line.value.trim().split(/[ \t]+/);
  if (!/^[1-9]\d{0,9}$/.test(number)) return [{ what: 'a=pcfg', reason: 'it has no number' }];
  const refused = (reason: string): RefusedConfiguration[] => [{ what: `a=pcfg:${number}`, reason }];
  if (lists.some(one => one.startsWith('+') && !knownLists.includes(one.slice(1).split('=', 1)[0] as string)))
    return refused('it needs an extension that is not understood');
  const list = (name: string) =>
    lists
      .map(one => one.replace(/^\+/, ''))
      .find(one => one.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const [attributes = '', transports, formats] = [list('a'), list('t'), list('m')];
  const [, deleted] = /^(-(?:m|s|ms))(?::|$)/.exec(attributes) ?? [];
  const choices = deleted === undefined ? attributes : attributes.slice(deleted.length + 1);
  const own = deleted?.includes('m') ? [] : (media.get('crypto') ?? []).map(attributeValue);
  const session = section.own.keyMgmt.length === 0 ? section.keyMgmt : [];
  const found: PotentialConfiguration[] = [];
  for (const transport of transports?.split('|', mostAlternatives) ?? [undefined])
    for (const choice of choices.split('|', mostAlternatives))
      for (const chosenFormats of formats?.split('|', mostAlternatives) ?? [undefined]) {
        if (found.length >= mostAlternatives) return found;
        const profile = profileOf(transport, section.profile, capabilities);
        const chosen = chooseAttributes(choice, capabilities);
        const mapped = chosenFormats === undefined ? undefined : chooseFormats(chosenFormats, list('pt'), capabilities);
        if (!profile || !chosen || (chosenFormats !== undefined && !mapped)) continue;
        const crypto: readonly CryptoLine[] = judgeCryptoLines([...chosen.crypto, ...own], section.index);
        const keyMgmt: readonly KeyMgmtLine[] = [...chosen.keyMgmt, ...(deleted?.includes('m') ? [] : section.own.keyMgmt)];
        const a = [...(deleted ? [deleted] : []), ...(chosen.text ? [chosen.text] : [])].join(':');
        const selector = [
          number,
          ...(transport === undefined ? [] : [`t=${transport}`]),
          ...(a ? [`a=${a}`] : []),
          ...(mapped ? [`m=${chosenFormats}`, `pt=${mapped.text}`] : []),
        ].join(' ');
        const changed: SectionReading = {
          ...section,
          ...{ profile, crypto, own: { ...section.own, crypto, keyMgmt } },
          // RFC 4567 §3.1: without lines of its own it has those of the session part, unless the configuration deletes them.
          keyMgmt: keyMgmt.length > 0 || deleted?.includes('s') ? keyMgmt : session,
        };
        found.push({ line, number: Number(number), section: changed, selector, ...(mapped && { formats: mapped.formats }) });
      }
  if (found.length > 0) return found;
  const repeated = [
    ...numbersIn(attributes).flatMap(one => (capabilities.attributes.isRepeated(one) ? [`a=acap:${one}`] : [])),
    ...numbersIn(transports).flatMap(one => (capabilities.transports.isRepeated(one) ? [`a=tcap:${one}`] : [])),
    ...numbersIn(formats).flatMap(one => (capabilities.media.isRepeated(one) ? [`a=rmcap:${one}`] : [])),
  ][0];
  if (repeated) return refused(`the number of ${repeated} stands more than once`);
  return refused('it needs a capability that is not there, or an attribute other than a=crypto and a=key-mgmt');
}

/** The capability numbers that a list of alternatives names. */
function numbersIn(list = ''): number[] {
  return (list.slice(0, 1_000).match(/\d{1,10}/g) ?? []).map(Number);
}

/** The media formats of one alternative of `m=`, with their payload types by `pt=`; `undefined` when one is not there. */
function chooseFormats(
  choice: string,
  map: string | undefined,
  { media }: Capabilities,
): { formats: MediaFormat[]; text: string } | undefined {
  if (!/^\d{1,10}(?:,\d{1,10}){0,31}$/.test(choice)) return undefined;
  const payloadTypes = new Map(
    (map ?? '').split(',', 4 * mostAlternatives).flatMap(entry => {
      const [, number, type] = /^(\d{1,10}):(\d{1,3})$/.exec(entry) ?? [];
      return number && type ? [[number, type] as const] : [];
    }),
  );
  const numbers = choice.split(',');
  const formats = numbers.flatMap(number => {
    const [encoding, type] = [media.get(Number(number)), payloadTypes.get(number)];
    return encoding === undefined || type === undefined ? [] : [{ payloadType: Number(type), encoding }];
  });
  if (formats.length < numbers.length) return undefined;
  return { formats, text: numbers.map(number => `${number}:${payloadTypes.get(number)}`).join() };
}

function profileOf(transport: string | undefined, actual: Profile, { transports }: Capabilities): Profile | undefined {
  if (transport === undefined) return actual;
  // The answer repeats the number as it is written, so it must be nothing else.
  const proto = /^\d{1,10}$/.test(transport) ? transports.get(Number(transport)) : undefined;
  return proto === undefined ? undefined : readProfile(proto);
}

/** The attributes that a configuration may add. */
const keyingAttributes: readonly string[] = ['crypto', 'key-mgmt', 'key-mgt'];

/** The keys that one alternative adds; `undefined` when a mandatory capability is of another kind. */
function chooseAttributes(
  choice: string,
  { attributes }: Capabilities,
): { crypto: AttributeValue[]; keyMgmt: KeyMgmtLine[]; text: string } | undefined {
  const match = /^([\d,]*?),?(?:\[([\d,]*)\])?$/.exec(choice);
  if (!match) return undefined;
  const [, mandatory = '', optional = ''] = match;
  const numbers = (text: string) => text.split(',').filter(Boolean);
  const isKeying = (number: string) => keyingAttributes.includes(attributes.get(Number(number))?.name ?? '');
  if (!numbers(mandatory).every(isKeying)) return undefined;
  // RFC 5939 §3.6.2: all that a configuration refers to is to be valid, or the configuration is not.
  if (numbers(optional).some(number => attributes.isRepeated(Number(number)))) return undefined;
  const known = numbers(optional).filter(isKeying);
  const values = [...numbers(mandatory), ...known].flatMap(number => attributes.get(Number(number)) ?? []);
  const text = [...numbers(mandatory), ...(known.length > 0 ? [`[${known.join()}]`] : [])].join();
  return {
    crypto: values.filter(({ name }) => name === 'crypto'),
    keyMgmt: values.filter(({ name }) => name !== 'crypto').map(one => readKeyMgmtLine(one, one.name)),
    text,
  };
}

function sameFields(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a[0] === b[0] && a.every(field => b.includes(field));
}
