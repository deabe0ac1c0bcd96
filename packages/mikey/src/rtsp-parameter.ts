import { type Base64Departure, decodeBase64, encodeBase64 } from './base64.js';
import { MikeyError } from './errors.js';
import type { KeyMgmtProblem, KeyMgmtProblemCode } from './key-mgmt.js';
import { redacted } from './redaction.js';

/** What {@link parseRtspParameters} tolerates. */
export type RtspParameterDeviationCode =
  | Base64Departure
  /** `MIKEY` in other letters than lower case. */
  | 'name-case'
  /** Lines that end with LF alone. */
  | 'bare-line-feed';

/**
 * The body of an RTSP SET_PARAMETER or GET_PARAMETER (`text/parameters`, RFC 2326 §10.8, §10.9), as far as keys are concerned. Inspecting
 * shows the length of the data alone.
 */
export interface RtspParameters {
  readonly kind: 'rtsp-parameters';
  /** The MIKEY messages of `mikey: <base64>`, in order: a re-key in SET_PARAMETER, the current keys in the reply to GET_PARAMETER. */
  readonly messages: readonly Uint8Array[];
  /** `mikey` stands there without a value: GET_PARAMETER asks for the current keys. */
  readonly asked: boolean;
  /** Names of the other parameters. */
  readonly others: readonly string[];
  readonly deviations: readonly { readonly code: RtspParameterDeviationCode; readonly offset: number; readonly length: number }[];
}

/** The body of a GET_PARAMETER that asks for the current keys of a multicast stream (ONVIF Streaming Specification). */
export const askForMikey = 'mikey\r\n';

/** Status codes by which a server answers to keys (RFC 4567 §3.2, §4.2); a 463 may say why in a KeyMgmt header. */
export const rtspKeyStatus = { missing: 403, failure: 463 } as const;

/** Longest body that is read, characters. */
const longestBody = 100_000;

/**
 * Reads the body of SET_PARAMETER, or of GET_PARAMETER and its reply.
 *
 * @example
 * ```ts
 * const body = parseRtspParameters('mikey: AQAFAP1td9ABAAD...\r\n');
 * if (body.kind === 'rtsp-parameters') for (const message of body.messages) drive(bob.handle(message, Date.now()), host);
 * ```
 */
export function parseRtspParameters(body: string): RtspParameters | KeyMgmtProblem {
  if (body.length > longestBody) return problem('too-long', `expected at most ${longestBody} characters`, longestBody);
  const messages: Uint8Array[] = [];
  const others: string[] = [];
  const deviations: RtspParameters['deviations'][number][] = [];
  let asked = false;
  for (let at = 0; at < body.length; ) {
    const found = body.indexOf('\n', at);
    const end = found < 0 ? body.length : found;
    const line = body.slice(at, end).replace(/\r$/, '');
    const colon = line.indexOf(':');
    const name = (colon < 0 ? line : line.slice(0, colon)).trim();
    const value = colon < 0 ? '' : line.slice(colon + 1);
    if (name.toLowerCase() === 'mikey') {
      if (name !== 'mikey') deviations.push({ code: 'name-case', offset: at + line.indexOf(name), length: name.length });
      if (found >= 0 && body.charAt(found - 1) !== '\r') deviations.push({ code: 'bare-line-feed', offset: found, length: 1 });
      if (value.trim() === '') asked = true;
      else {
        const decoded = decodeBase64(value);
        const start = at + colon + 1;
        if (decoded.kind === 'problem') return problem('bad-base64', decoded.message, start + decoded.at);
        for (const { code, at: place, length } of decoded.departures)
          if (code !== 'blank-in-base64') deviations.push({ code, offset: start + place, length });
        messages.push(decoded.octets);
      }
    } else if (name !== '') others.push(name);
    at = end + 1;
  }
  const shown = {
    ...{ kind: 'rtsp-parameters', messages: messages.map(({ length }) => `[${length} octets]`), asked, others, deviations },
  };
  return redacted({ kind: 'rtsp-parameters' as const, messages, asked, others, deviations }, shown);
}

/**
 * Writes the body that re-keys in SET_PARAMETER, or answers GET_PARAMETER; its Content-Type is `text/parameters`.
 *
 * @throws {@link MikeyError} `bad-value` for no data.
 * @example
 * ```ts
 * const body = formatRtspParameters(message); // 'mikey: AQAF...'
 * ```
 */
export function formatRtspParameters(message: Uint8Array): string {
  if (message.length === 0) throw new MikeyError('bad-value', 'expected key management data, got none');
  return `mikey: ${encodeBase64(message)}\r\n`;
}

function problem(code: KeyMgmtProblemCode, message: string, offset: number): KeyMgmtProblem {
  return { kind: 'problem', code, message, offset, length: 1 };
}
