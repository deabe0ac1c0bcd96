import { type Base64Departure, decodeBase64, encodeBase64 } from './base64.js';
import { MikeyError } from './errors.js';
import { redacted } from './redaction.js';

/** What {@link parseKeyMgmt} tolerates, by name; policy decides which of these it allows. */
export type KeyMgmtDeviationCode =
  /** More than the one blank allowed in front, or one behind. */
  | 'surplus-blank'
  /** More than one blank, or a tab, between identifier and data. */
  | 'wide-separator'
  /** `MIKEY` in other letters than lower case; identifiers are case sensitive (RFC 4567 §3). */
  | 'protocol-case'
  | Base64Departure;

/** One tolerated departure from RFC 4567 §3.1; offset and length count characters of the value. */
export interface KeyMgmtDeviation {
  readonly code: KeyMgmtDeviationCode;
  readonly offset: number;
  readonly length: number;
}

/** A value of `a=key-mgmt` (RFC 4567 §3.1). Data may hold keys in the clear (NULL encryption), so inspecting shows its length alone. */
export interface KeyMgmtAttribute {
  readonly kind: 'key-mgmt';
  /** The KMPID: `mikey`, or another protocol's. */
  readonly protocol: string;
  /** The message of the key management protocol. */
  readonly data: Uint8Array;
  readonly deviations: readonly KeyMgmtDeviation[];
}

/** Why a value is unusable. */
export type KeyMgmtProblemCode = 'empty' | 'too-long' | 'bad-protocol' | 'data-missing' | 'bad-base64';

/** A value that cannot be used; offset and length count characters of the value. */
export interface KeyMgmtProblem {
  readonly kind: 'problem';
  readonly code: KeyMgmtProblemCode;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

/** The base64 text of the longest message, 65,536 octets, with room for blanks. */
const longestValue = 100_000;

/**
 * Reads the value of `a=key-mgmt` (what stands behind the colon), one lenient grammar for all senders.
 *
 * @example
 * ```ts
 * const value = parseKeyMgmt('mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO...');
 * if (value.kind === 'key-mgmt' && value.protocol === 'mikey') decodeMessage(value.data);
 * ```
 */
export function parseKeyMgmt(value: string): KeyMgmtAttribute | KeyMgmtProblem {
  if (value.length > longestValue)
    return problem('too-long', `expected at most ${longestValue} characters, got ${value.length}`, longestValue, value.length);
  const deviations: KeyMgmtDeviation[] = [];
  const start = value.search(/[^ \t]/);
  if (start < 0) return problem('empty', 'expected a protocol identifier and base64 data', 0, value.length);
  let end = value.length;
  while (isBlank(value.charAt(end - 1))) end--;
  // The grammar allows one blank behind the colon: 0*1SP prtcl-id SP keymgmt-data.
  if (start > 1 || value.charAt(0) === '\t') deviations.push({ code: 'surplus-blank', offset: 0, length: start });
  if (end < value.length) deviations.push({ code: 'surplus-blank', offset: end, length: value.length - end });
  let behind = start;
  while (behind < end && !isBlank(value.charAt(behind))) behind++;
  const written = value.slice(start, behind);
  if (!/^[A-Za-z0-9]+$/.test(written))
    return problem('bad-protocol', 'expected a protocol identifier of letters and digits', start, written.length);
  const protocol = written.toLowerCase() === 'mikey' ? 'mikey' : written;
  if (protocol !== written) deviations.push({ code: 'protocol-case', offset: start, length: written.length });
  let dataStart = behind;
  while (dataStart < end && isBlank(value.charAt(dataStart))) dataStart++;
  if (dataStart === end) return problem('data-missing', `expected base64 data behind ${written}`, end, 0);
  if (value.slice(behind, dataStart) !== ' ')
    deviations.push({ code: 'wide-separator', offset: behind, length: dataStart - behind });
  const decoded = decodeBase64(value.slice(dataStart, end));
  if (decoded.kind === 'problem') return problem('bad-base64', decoded.message, dataStart + decoded.at, 1);
  for (const { code, at, length } of decoded.departures) deviations.push({ code, offset: dataStart + at, length });
  if (decoded.octets.length === 0) return problem('data-missing', `expected base64 data behind ${written}`, dataStart, 0);
  const shown = { kind: 'key-mgmt', protocol, data: `[${decoded.octets.length} octets]`, deviations };
  return redacted({ kind: 'key-mgmt' as const, protocol, data: decoded.octets, deviations }, shown);
}

/**
 * Writes the value of `a=key-mgmt`; the caller puts the attribute's name and the colon in front.
 *
 * @throws {@link MikeyError} `bad-value` for an identifier that is not letters and digits, or no data.
 * @example
 * ```ts
 * const line = `a=key-mgmt:${formatKeyMgmt(message)}`;
 * ```
 */
export function formatKeyMgmt(data: Uint8Array, protocol = 'mikey'): string {
  if (!/^[A-Za-z0-9]+$/.test(protocol)) throw new MikeyError('bad-value', 'expected a protocol identifier of letters and digits');
  if (data.length === 0) throw new MikeyError('bad-value', 'expected key management data, got none');
  return `${protocol} ${encodeBase64(data)}`;
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

function problem(code: KeyMgmtProblemCode, message: string, offset: number, length: number): KeyMgmtProblem {
  return { kind: 'problem', code, message, offset, length };
}
