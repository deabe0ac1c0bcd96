import { decodeMessage, MikeyError, type MikeyMessage, parseKeyMgmt, parseKeyMgmtHeader } from '@sdpsec/mikey';
import { CliError } from '../../errors.js';
import { inputName, readInput } from '../../input.js';

/** A MIKEY message that was found in an input. */
export interface FoundMessage {
  /** Where: `a=key-mgmt in line 12 of offer.sdp`. */
  readonly source: string;
  readonly octets: Uint8Array;
  readonly message: MikeyMessage;
  /** What the line around it does differently from its grammar. */
  readonly deviations: readonly string[];
}

interface Candidate {
  readonly source: string;
  readonly octets: Uint8Array;
  readonly deviations: readonly string[];
}

/**
 * All MIKEY messages of a file.
 *
 * @throws CliError `bad-input` where there is none, or one that cannot be read: payload, offset, what was expected.
 */
export function findMessages(file: string): readonly FoundMessage[] {
  const octets = readInput(file);
  const name = inputName(file);
  if (octets.length === 0) throw new CliError('bad-input', `${name} is empty`);
  return candidates(octets, name).map(candidate => {
    try {
      return { ...candidate, message: decodeMessage(candidate.octets) };
    } catch (error) {
      if (error instanceof MikeyError) throw new CliError('bad-input', `${candidate.source}: ${error.message}`);
      throw error;
    }
  });
}

function candidates(octets: Uint8Array, name: string): Candidate[] {
  // A message begins with its version, 1: no text does.
  if (octets[0] === 1) return [{ source: name, octets, deviations: [] }];
  const text = new TextDecoder().decode(octets);
  const lines = text.split(/\r\n|\n|\r/).flatMap((line, index) => fromLine(line, `line ${index + 1} of ${name}`));
  return lines.length > 0 ? lines : [bare(text, name)];
}

/** `a=key-mgmt:`, `KeyMgmt:`, `mikey:` of SET_PARAMETER, or their values alone. */
function fromLine(line: string, place: string): Candidate[] {
  const attribute = /^\s*(?:a=)?(key-mgm?t):(.*)$/i.exec(line) ?? /^\s*()((?:mikey)\s+\S+)\s*$/i.exec(line);
  if (attribute) {
    const source = `a=${attribute[1] || 'key-mgmt'} in ${place}`;
    const read = parseKeyMgmt(attribute[2] ?? '');
    if (read.kind === 'problem') throw new CliError('bad-input', `${source}: ${read.message}`);
    if (read.protocol !== 'mikey') return [];
    return [{ source, octets: read.data, deviations: codes(read.deviations) }];
  }
  const header = /^\s*KeyMgmt\s*:(.*)$/i.exec(line) ?? /^\s*(prot\s*=.*)$/i.exec(line);
  if (header) {
    const source = `KeyMgmt in ${place}`;
    const read = parseKeyMgmtHeader((header[1] ?? '').trim());
    if (read.kind === 'problem') throw new CliError('bad-input', `${source}: ${read.message}`);
    return read.specs
      .filter(({ protocol }) => protocol === 'mikey')
      .map(({ data }) => ({ source, octets: data, deviations: codes(read.deviations) }));
  }
  const parameter = /^\s*mikey\s*:\s*(\S+)\s*$/i.exec(line);
  return parameter ? [bare(parameter[1] as string, `mikey parameter in ${place}`)] : [];
}

/** Hexadecimal digits, in groups or not, or base64. */
function bare(text: string, source: string): Candidate {
  const hex = text.replace(/[\s:]/g, '').replace(/^0x/i, '');
  if (/^01(?:[0-9a-f]{2})+$/i.test(hex)) return { source, octets: Uint8Array.from(Buffer.from(hex, 'hex')), deviations: [] };
  const read = parseKeyMgmt(`mikey ${text.replace(/\s/g, '')}`);
  // The version is 1 and data types end at 26 (RFC 3830 §6.1): base64 of a message begins with AQ.
  if (read.kind === 'problem' || read.data[0] !== 1)
    throw new CliError('bad-input', `no MIKEY message found in ${source}: expected a=key-mgmt, KeyMgmt, base64, hex or binary`);
  return { source, octets: read.data, deviations: codes(read.deviations) };
}

function codes(deviations: readonly { readonly code: string }[]): string[] {
  return deviations.map(({ code }) => code);
}
