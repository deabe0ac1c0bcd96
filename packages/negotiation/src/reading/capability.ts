import type { SdpDocument, SdpLine } from '../document/index.js';
import { type AttributeIndex, indexAttributes } from './attribute-index.js';
import { type AttributeValue, attributeValue, type CryptoLine, judgeCryptoLines } from './crypto-line.js';
import { type Profile, readProfile } from './profile.js';
import type { SectionReading } from './section-reading.js';

/** One alternative of an `a=pcfg` line: a way in which the section is offered beside its m= line (RFC 5939 §3.5.1). */
export interface PotentialConfiguration {
  readonly line: SdpLine;
  readonly number: number;
  /** The section as this alternative offers it: another profile, other `a=crypto` lines before its own. */
  readonly section: SectionReading;
  /** Value of the `a=acfg` line that selects it (RFC 5939 §3.5.2). */
  readonly selector: string;
}

/** What RFC 5939 calls the base framework: the one option tag that is understood here. */
const understood = 'cap-v0';

/** Alternatives multiply; nobody needs more of them for one section (RFC 5939 §3.11), and time must stay linear. */
const mostAlternatives = 32;

interface Capabilities {
  readonly transports: ReadonlyMap<number, string>;
  readonly attributes: ReadonlyMap<number, AttributeValue & { readonly name: string }>;
}

/**
 * The alternatives that a section offers by capability negotiation, the preferred one first (RFC 5939 §3.6.2). Those that need more than
 * other profiles and `a=crypto` lines, or an extension that is not understood, are left out.
 */
export function potentialConfigurations(document: SdpDocument, section: SectionReading): PotentialConfiguration[] {
  const media = indexAttributes(document, section.range);
  if (!media.has('pcfg')) return [];
  const session = indexAttributes(document, document.session);
  if (unmetRequirement(session) || unmetRequirement(media)) return [];
  const capabilities = readCapabilities(session, media);
  return (media.get('pcfg') ?? [])
    .slice(0, mostAlternatives)
    .flatMap(line => readConfiguration(line, section, media, capabilities))
    .slice(0, mostAlternatives)
    .sort((a, b) => a.number - b.number);
}

/** The alternative that an answer selects; `undefined` when it selects none that was offered. */
export function selectedConfiguration(
  answer: SdpDocument,
  answered: SectionReading,
  offered: readonly PotentialConfiguration[],
): PotentialConfiguration | undefined {
  const [line] = indexAttributes(answer, answered.range).get('acfg') ?? [];
  const selector = line?.value.trim().split(/[ \t]+/) ?? [];
  return offered.find(({ selector: known }) => sameFields(known.split(' '), selector));
}

/** Whether `a=creq` asks for an extension that is not understood (RFC 5939 §3.3.2). */
export function unmetRequirement(attributes: AttributeIndex): boolean {
  return (attributes.get('creq') ?? []).some(line => line.value.split(',').some(tag => tag.trim() !== understood));
}

function readCapabilities(session: AttributeIndex, media: AttributeIndex): Capabilities {
  const transports = new Map<number, string>();
  const attributes = new Map<number, AttributeValue & { name: string }>();
  for (const line of [...(session.get('tcap') ?? []), ...(media.get('tcap') ?? [])]) {
    const [number = '', ...protos] = line.value.trim().split(/[ \t]+/);
    for (const [index, proto] of protos.entries()) transports.set(Number(number) + index, proto);
  }
  // A media-level attribute in a session-level capability is to be ignored (RFC 5939 §3.4.1): a=crypto is one.
  for (const line of media.get('acap') ?? []) {
    const [head = '', number = '', name = ''] = /^[ \t]*(\d{1,10})[ \t]+([^: \t]+):/.exec(line.value) ?? [];
    if (head)
      attributes.set(Number(number), {
        line,
        name,
        value: line.value.slice(head.length),
        offset: line.valueOffset + head.length,
      });
  }
  return { transports, attributes };
}

function readConfiguration(
  line: SdpLine,
  section: SectionReading,
  media: AttributeIndex,
  capabilities: Capabilities,
): PotentialConfiguration[] {
  const [number = '', ...lists] = line.value.trim().split(/[ \t]+/);
  if (!/^[1-9]\d{0,9}$/.test(number) || lists.some(list => list.startsWith('+'))) return [];
  const list = (name: string) => lists.find(one => one.startsWith(`${name}=`))?.slice(2);
  const [attributes, transports] = [list('a'), list('t')];
  const [, deleted, choices = ''] = /^(?:(-(?:m|s|ms))(?::|$))?(.*)$/.exec(attributes ?? '') ?? [];
  const own = deleted?.includes('m') ? [] : (media.get('crypto') ?? []).map(attributeValue);
  const found: PotentialConfiguration[] = [];
  for (const transport of transports?.split('|', mostAlternatives) ?? [undefined])
    for (const choice of choices.split('|', mostAlternatives)) {
      if (found.length >= mostAlternatives) return found;
      const profile = profileOf(transport, section.profile, capabilities);
      const chosen = chooseAttributes(choice, capabilities);
      if (!profile || !chosen) continue;
      const crypto: readonly CryptoLine[] = judgeCryptoLines([...chosen.values, ...own], section.index);
      const a = [...(deleted ? [deleted] : []), ...(chosen.text ? [chosen.text] : [])].join(':');
      const selector = [number, ...(transport === undefined ? [] : [`t=${transport}`]), ...(a ? [`a=${a}`] : [])].join(' ');
      found.push({ line, number: Number(number), section: { ...section, profile, crypto }, selector });
    }
  return found;
}

function profileOf(transport: string | undefined, actual: Profile, { transports }: Capabilities): Profile | undefined {
  if (transport === undefined) return actual;
  // The answer repeats the number as it is written, so it must be nothing else.
  const proto = /^\d{1,10}$/.test(transport) ? transports.get(Number(transport)) : undefined;
  return proto === undefined ? undefined : readProfile(proto);
}

/** The `a=crypto` capabilities of one alternative; `undefined` when a mandatory capability is of another kind. */
function chooseAttributes(choice: string, { attributes }: Capabilities): { values: AttributeValue[]; text: string } | undefined {
  const match = /^([\d,]*?),?(?:\[([\d,]*)\])?$/.exec(choice);
  if (!match) return undefined;
  const [, mandatory = '', optional = ''] = match;
  const numbers = (text: string) => text.split(',').filter(Boolean);
  const isCrypto = (number: string) => attributes.get(Number(number))?.name === 'crypto';
  if (!numbers(mandatory).every(isCrypto)) return undefined;
  const known = numbers(optional).filter(isCrypto);
  const values = [...numbers(mandatory), ...known].map(number => attributes.get(Number(number)) as AttributeValue);
  const text = [...numbers(mandatory), ...(known.length > 0 ? [`[${known.join()}]`] : [])].join();
  return { values, text };
}

function sameFields(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a[0] === b[0] && a.every(field => b.includes(field));
}
