import { decodeBase64, encodeBase64 } from './base64.js';
import { MikeyError } from './errors.js';
import type { KeyMgmtDeviationCode, KeyMgmtProblem, KeyMgmtProblemCode } from './key-mgmt.js';
import { redacted } from './redaction.js';

/** What {@link parseKeyMgmtHeader} tolerates beyond what `a=key-mgmt` tolerates. */
export type KeyMgmtHeaderDeviationCode =
  | KeyMgmtDeviationCode
  /** A value without its quotes. */
  | 'quotes-missing'
  /** A parameter that RFC 4567 §3.2 does not have. */
  | 'unknown-parameter'
  /** An empty list element, or a semicolon at the end. */
  | 'empty-parameter';

/** One key-mgmt-spec of an RTSP `KeyMgmt` header (RFC 4567 §3.2 with erratum 2247). Inspecting shows the length of the data alone. */
export interface KeyMgmtSpec {
  readonly protocol: string;
  /** The context; absent or empty: that of the request URI. */
  readonly uri?: string;
  readonly data: Uint8Array;
}

/** The specs of a header, and where it departs from the grammar; offsets count characters of the value. */
export interface KeyMgmtHeader {
  readonly kind: 'key-mgmt-header';
  readonly specs: readonly KeyMgmtSpec[];
  readonly deviations: readonly { readonly code: KeyMgmtHeaderDeviationCode; readonly offset: number; readonly length: number }[];
}

/** Longest header value that is read, characters. */
const longestHeader = 100_000;

/** name = "quoted" or name = token; blanks around `=` and `;` as senders have them. */
const parameter = /[ \t]*(?:([A-Za-z][A-Za-z0-9-]*)[ \t]*=[ \t]*(?:"([^"]*)"[ \t]*|([^";,\s]+)[ \t]*)?)?([;,]|$)/y;

/**
 * Reads the value of an RTSP `KeyMgmt` header: `prot=mikey; uri="rtsp://..."; data="..."`, parameters in any order, several specs separated by
 * commas.
 *
 * @example
 * ```ts
 * const header = parseKeyMgmtHeader('prot=mikey; uri=""; data="AQAFAP1td9ABAAD..."');
 * if (header.kind === 'key-mgmt-header') decodeMessage(header.specs[0].data);
 * ```
 */
export function parseKeyMgmtHeader(value: string): KeyMgmtHeader | KeyMgmtProblem {
  if (value.length > longestHeader) return problem('too-long', `expected at most ${longestHeader} characters`, longestHeader);
  const specs: KeyMgmtSpec[] = [];
  const deviations: KeyMgmtHeader['deviations'][number][] = [];
  let fields = new Map<string, { text: string; at: number }>();
  let at = 0;
  for (let done = false; !done; ) {
    parameter.lastIndex = at;
    const match = parameter.exec(value);
    if (!match) return problem('bad-protocol', 'expected name="value" parameters separated by ";"', at);
    const [whole, name, quoted, bare, separator] = match;
    const end = at + whole.length;
    if (name === undefined) deviations.push({ code: 'empty-parameter', offset: at, length: whole.length });
    else {
      const text = quoted ?? bare ?? '';
      const lower = name.toLowerCase();
      const textAt = value.indexOf(text, value.indexOf('=', at) + 1);
      if (!['prot', 'uri', 'data'].includes(lower))
        deviations.push({ code: 'unknown-parameter', offset: at, length: whole.length });
      else if (quoted === undefined && lower !== 'prot')
        deviations.push({ code: 'quotes-missing', offset: textAt, length: text.length });
      fields.set(lower, { text, at: textAt });
    }
    done = separator === '';
    if (separator === ',' || done) {
      const spec = specOf(fields, deviations, end);
      if ('kind' in spec) return spec;
      specs.push(spec);
      fields = new Map();
    }
    at = end;
  }
  return { kind: 'key-mgmt-header', specs, deviations };
}

/**
 * Writes the value of a `KeyMgmt` header, in the order that every known peer takes.
 *
 * @throws {@link MikeyError} `bad-value` for a URI with quotes or control characters, or no data.
 * @example
 * ```ts
 * const header = `KeyMgmt: ${formatKeyMgmtHeader([{ protocol: 'mikey', uri: 'rtsps://camera/stream', data: message }])}`;
 * ```
 */
export function formatKeyMgmtHeader(specs: readonly KeyMgmtSpec[]): string {
  return specs
    .map(({ protocol, uri = '', data }) => {
      if (!/^[A-Za-z0-9]+$/.test(protocol) || data.length === 0 || /[^\x21\x23-\x7e]/.test(uri))
        throw new MikeyError('bad-value', 'expected a protocol identifier, a URI without quotes, and data');
      return `prot=${protocol}; uri="${uri}"; data="${encodeBase64(data)}"`;
    })
    .join(', ');
}

function specOf(
  fields: ReadonlyMap<string, { text: string; at: number }>,
  deviations: KeyMgmtHeader['deviations'][number][],
  end: number,
): KeyMgmtSpec | KeyMgmtProblem {
  const prot = fields.get('prot');
  if (!prot || !/^[A-Za-z0-9]+$/.test(prot.text))
    return problem('bad-protocol', 'expected prot=, a protocol identifier', prot?.at ?? end);
  const protocol = prot.text.toLowerCase() === 'mikey' ? 'mikey' : prot.text;
  if (protocol !== prot.text) deviations.push({ code: 'protocol-case', offset: prot.at, length: prot.text.length });
  const data = fields.get('data');
  if (!data || data.text === '') return problem('data-missing', 'expected data="...", base64', data?.at ?? end);
  const decoded = decodeBase64(data.text);
  if (decoded.kind === 'problem') return problem('bad-base64', decoded.message, data.at + decoded.at);
  for (const { code, at, length } of decoded.departures) deviations.push({ code, offset: data.at + at, length });
  const uri = fields.get('uri')?.text;
  const context = uri === undefined ? {} : { uri };
  const shown = { protocol, ...context, data: `[${decoded.octets.length} octets]` };
  return redacted({ protocol, ...context, data: decoded.octets }, shown);
}

function problem(code: KeyMgmtProblemCode, message: string, offset: number): KeyMgmtProblem {
  return { kind: 'problem', code, message, offset, length: 1 };
}
