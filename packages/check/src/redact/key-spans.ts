import { suites } from '@sdpsec/srtp-core/suites';
import { placeholder } from '../redacted.js';
import { keyValue, type SecretKind, type SecretSpan, textValue, withoutEnd } from './secret-span.js';

/** How many octets a master key and its salt have together. */
const keySizes = new Set(Object.values(suites).map(({ keyOctets, saltOctets }) => keyOctets + saltOctets));

/** What may stand behind a key in its line: lifetime, MKI, session parameters. */
const harmless =
  /^(?:(?:2\^)?\d{1,15}|\d{1,39}:\d{1,3}|KDR=\d{1,3}|WSH=\d{1,6}|FEC_ORDER=\w{8}|UN(?:ENCRYPTED|AUTHENTICATED)_SRTC?P|FEC_KEY=.*|inline.*)$/i;

/** More pieces than this nobody breaks a key into. */
const mostPieces = 16;
const longestKey = 80;

/** The keys of `a=crypto` lines, whole or broken, wherever they stand in any text. Linear. */
export function* cryptoKeys(text: string): Iterable<SecretSpan> {
  let done = 0;
  for (const { index, 0: head } of text.matchAll(/inline[ \t]{0,8}[:=][ \t]{0,8}/gi)) {
    if (index < done) continue;
    const key = pieces(text, index + head.length);
    if (key) {
      yield span(text, key.from, key.to, 'master-key');
      done = key.to;
    }
    yield* limits(text, Math.max(done, index + head.length));
  }
  // A key in the wrong place of a line is a key all the same.
  for (const { index, 0: line } of text.matchAll(/\bcrypto(?:scale)?[ \t]{0,8}:[^\r\n]*/gi))
    for (const run of line.matchAll(/[^\s|;:"'<>]+/g)) {
      const [whole, name = '', key = ''] = /^(-?(?:\w{1,40}=)?)([A-Za-z0-9+/]{16,}={0,3})[,.)\]}]*$/.exec(run[0]) ?? [];
      const from = index + run.index + name.length;
      if (whole !== undefined) yield span(text, from, from + key.length, 'master-key');
    }
}

/** The messages of `a=key-mgmt` (RFC 4567 §3.1) and of the KeyMgmt header of RTSP (§3.2). */
export function* keyManagement(text: string): Iterable<SecretSpan> {
  for (const { index, 0: head } of text.matchAll(/\bkey-mgm?t[ \t]{0,8}:[ \t]{0,8}[\w-]{1,40}[ \t]{1,8}(?=[^\s"'<>])/gi)) {
    const from = index + head.length;
    const first = match(/[^\s"'<>]+/y, text, from)?.[0] as string;
    let to = from + first.length;
    for (let lines = 0; lines < 1000; lines++) {
      const more = match(/[ \t]*\r?\n[ \t]*[A-Za-z0-9+/]{16,}={0,2}(?=[ \t]*(?:\r?\n|$))/y, text, to);
      if (!more) break;
      to += more[0].length;
    }
    yield span(text, from, to, 'key-management');
  }
  for (const { index, 0: header } of text.matchAll(/\bKeyMgmt[ \t]{0,8}:[^\r\n]*/gi))
    for (const data of header.matchAll(/\bdata[ \t]{0,8}=[ \t]{0,8}"?([^"\s;,<>]+)/gi)) {
      const to = index + data.index + data[0].length;
      yield span(text, to - (data[1] as string).length, to, 'key-management');
    }
}

/** `k=` lines (RFC 8866 §5.12); behind the prefix of a log line only with their method. */
export function* obsoleteKeys(text: string): Iterable<SecretSpan> {
  const lines = /(?:^|(?<![A-Za-z0-9=+/]))k=(?:(base64|uri):([^\s"'<>]*)|(clear:|(?<=(?:^|[\r\n])k=))([^\r\n]*))/g;
  for (const { index, 0: whole, 1: method, 2: word, 4: line } of text.matchAll(lines)) {
    const written = (word ?? line) as string;
    const value = withoutEnd(written, /["'}\],;\s]/);
    const from = index + whole.length - written.length;
    if (value !== '' && value !== 'prompt')
      yield { from, to: from + value.length, kind: 'k-line', value: method === 'base64' ? keyValue(value) : textValue(value) };
  }
}

/** Keys that logs and the options of other programs name: `srtp-key=(buffer)...`, `-srtp_out_params ...`, `Master Key: ...`. */
export function* namedKeys(text: string): Iterable<SecretSpan> {
  const name =
    '(?:srtp|master|session|crypto|keying|dtls|local|remote)[ _-]?(?:out_|in_|master_?)?(?:key|salt|params|material|crypto)|keybase64';
  const separator = `["'\\\\]{0,3}[ \\t]{0,40}(?:[:=]>?|is)?[ \\t]{0,8}(?:\\(\\w{1,12}\\))?(?:<Buffer )?(?:0x)?["'\\\\]{0,3}`;
  const value = '((?:[0-9a-f]{2}[ :]?){8,512}(?![A-Za-z0-9+/=])|[A-Za-z0-9+/_-]{16,}={0,2})';
  for (const found of text.matchAll(new RegExp(`(?:${name})${separator}${value}`, 'gi'))) {
    const written = (found[1] as string).trimEnd();
    const from = found.index + found[0].length - (found[1] as string).length;
    yield { from, to: from + written.length, kind: 'master-key', value: keyValue(written, /^[0-9a-f :]+$/i.test(written)) };
  }
}

/** A key from its beginning on, with what white space or a line break has cut off from it. */
function pieces(text: string, from: number): { from: number; to: number } | undefined {
  const first = withoutEnd(match(/[^\s|;"'<>]+/y, text, from)?.[0] ?? '', /[,.)\]}]/);
  if (!first || /^[xX*.#-]+$/.test(first)) return undefined;
  let to = from + first.length;
  let key = first;
  for (let count = 1; count < mostPieces && !isWhole(key); count++) {
    const more = match(/([ \t]+|[ \t]*(?:\r\n|\n|\r)[ \t]*)([A-Za-z0-9+/]+={0,3})(?=[\s|;"'<>,)\]}]|$)/y, text, to);
    const piece = more?.[2];
    if (!more || !piece || harmless.test(piece) || /^[a-z]=/.test(piece) || key.length + piece.length > longestKey) break;
    key += piece;
    to += more[0].length;
  }
  return { from, to };
}

function isWhole(key: string): boolean {
  const { octets } = key.length <= longestKey ? keyValue(key) : {};
  return octets !== undefined && keySizes.has(octets.length);
}

/** What stands between bars behind a key and is neither lifetime nor MKI. */
function* limits(text: string, behind: number): Iterable<SecretSpan> {
  const placed = match(new RegExp(placeholder, 'y'), text, behind);
  let at = behind + (placed?.[0].length ?? 0);
  for (let field = match(/\|([^\s|;"'<>]*)/y, text, at); field; field = match(/\|([^\s|;"'<>]*)/y, text, at)) {
    const limit = field[1] as string;
    if (limit !== '' && !harmless.test(limit)) yield span(text, at + 1, at + 1 + limit.length, 'master-key');
    at += field[0].length;
  }
}

function span(text: string, from: number, to: number, kind: SecretKind): SecretSpan {
  return { from, to, kind, value: keyValue(text.slice(from, to)) };
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
