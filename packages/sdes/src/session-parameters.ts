import { Secret } from '@sdpsec/srtp-core/parameters';
import type { SessionParameter } from './attribute.js';
import { type Field, hasLeadingZero, isDigits, type Notes, slice, withoutLeadingZeroes } from './field.js';
import { isWhole, readKeys } from './inline-key.js';
import { type CryptoProblem, isProblem, problem } from './problem.js';
import type { Suite } from './suite-names.js';

/** RFC 4568 §6.3.6 and RFC 3711 §3.3.2 ask for 64 at least; the index arithmetic of 16-bit sequence numbers ends at 32768. */
const windowSizes = { least: 64, most: 32_768 } as const;

const flags = {
  UNENCRYPTED_SRTP: 'unencrypted-srtp',
  UNENCRYPTED_SRTCP: 'unencrypted-srtcp',
  UNAUTHENTICATED_SRTP: 'unauthenticated-srtp',
} as const;

const none: readonly SessionParameter[] = Object.freeze([]);

/**
 * Reads the session parameters of a line (RFC 4568 §6.3), each once.
 *
 * @param afterKeys - whether the keys before them could be read. If not, what stands here may be the end of a key: then an unknown name is no
 * fault of its own, and no message repeats it.
 */
export function readSessionParameters(
  fields: readonly Field[],
  suite: Suite | undefined,
  notes: Notes,
  afterKeys = true,
): readonly SessionParameter[] {
  if (fields.length === 0) return none;
  const found = new Map<string, { field: Field; parameter: SessionParameter }>();
  for (const field of fields) {
    const read = readParameter(field, suite, notes);
    if (read === undefined || (!afterKeys && isProblem(read) && read.code === 'unknown-parameter')) continue;
    if (isProblem(read)) {
      notes.fault(read);
      continue;
    }
    const identity = read.kind === 'optional' ? field.text : read.kind;
    const before = found.get(identity);
    if (!before) found.set(identity, { field, parameter: read });
    else if (before.field.text.toUpperCase() === field.text.toUpperCase()) notes.note('parameter-repeated', field);
    else
      notes.fault(
        problem('parameter-conflict', field, 'RFC 4568 §6.3', 'the same session parameter stands here twice with two values'),
      );
  }
  return Object.freeze([...found.values()].map(({ parameter }) => parameter));
}

/** `undefined`: read, and as good as absent. */
function readParameter(field: Field, suite: Suite | undefined, notes: Notes): SessionParameter | CryptoProblem | undefined {
  const equals = field.text.indexOf('=');
  const name = slice(field, 0, equals < 0 ? field.text.length : equals);
  const value = equals < 0 ? undefined : slice(field, equals + 1);
  if (name.text.startsWith('-')) return optional(name, value);
  const known = name.text.toUpperCase();
  const parameter = readKnown(known, name, value, suite, notes);
  if (!isProblem(parameter) && known !== name.text) notes.note('parameter-case', name);
  return parameter;
}

function readKnown(
  known: string,
  name: Field,
  value: Field | undefined,
  suite: Suite | undefined,
  notes: Notes,
): SessionParameter | CryptoProblem | undefined {
  if (Object.hasOwn(flags, known)) return flag(known as keyof typeof flags, name, value, suite);
  if (known === 'KDR') return keyDerivationRate(name, value, notes);
  if (known === 'WSH') return windowSizeHint(name, value, notes);
  if (known === 'FEC_ORDER') return fecOrder(name, value, notes);
  if (known === 'FEC_KEY') {
    if (!value) return bad(name, 'expected FEC_KEY=inline:...');
    const keys = readKeys([value], suite, notes);
    return isWhole(keys) ? Object.freeze({ kind: 'fec-key', keys }) : undefined;
  }
  const quoted = /^[A-Z_]{1,24}$/.test(known) ? ` ${name.text}` : '';
  const message = `unknown session parameter${quoted}: without a leading "-" it must be understood`;
  return problem('unknown-parameter', name, 'RFC 4568 §6.3.7', message);
}

function optional(name: Field, value: Field | undefined): SessionParameter | CryptoProblem {
  // RFC 4568 §9.2: the first character after the dash must not be a dash.
  if (name.text.length === 1 || name.text[1] === '-') return bad(name, 'expected a name after "-"');
  const octets = value && new TextEncoder().encode(value.text);
  return Object.freeze({ kind: 'optional', name: name.text.slice(1), ...(octets && { value: Secret.from(octets) }) });
}

function flag(
  known: keyof typeof flags,
  name: Field,
  value: Field | undefined,
  suite: Suite | undefined,
): SessionParameter | CryptoProblem {
  if (value) return bad(value, `expected ${known} without a value`);
  // RFC 7714 §9 knows only unencrypted SRTCP: an AEAD neither omits its tag nor sends plaintext SRTP.
  if (suite?.authKeyOctets === 0 && known !== 'UNENCRYPTED_SRTCP')
    return problem('parameter-not-for-suite', name, 'RFC 7714 §9', `${suite.name} cannot be combined with ${known}`);
  return Object.freeze({ kind: flags[known] });
}

function keyDerivationRate(name: Field, value: Field | undefined, notes: Notes): SessionParameter | CryptoProblem | undefined {
  const exponent = readNumber(value, notes);
  if (!value || exponent === undefined || exponent > 24) return bad(value ?? name, 'expected KDR=1 to KDR=24', 'RFC 4568 §6.3.1');
  // The text of §6.3.1 has 1..24, the ABNF 0..24: a rate of 2^0 would derive a key for every packet, which nobody does.
  if (exponent > 0) return Object.freeze({ kind: 'kdr', exponent });
  notes.note('kdr-zero', value);
  return undefined;
}

function windowSizeHint(name: Field, value: Field | undefined, notes: Notes): SessionParameter | CryptoProblem {
  const asked = readNumber(value, notes);
  if (!value || asked === undefined) return bad(value ?? name, 'expected WSH= and a number of packets', 'RFC 4568 §6.3.6');
  const packets = Math.min(Math.max(asked, windowSizes.least), windowSizes.most);
  if (packets !== asked) notes.note('wsh-clamped', value);
  return Object.freeze({ kind: 'wsh', packets });
}

function fecOrder(name: Field, value: Field | undefined, notes: Notes): SessionParameter | CryptoProblem {
  const order = value?.text.toUpperCase();
  if (!value || (order !== 'FEC_SRTP' && order !== 'SRTP_FEC'))
    return bad(value ?? name, 'expected FEC_ORDER=FEC_SRTP or FEC_ORDER=SRTP_FEC', 'RFC 4568 §6.3.4');
  if (order !== value.text) notes.note('parameter-case', value);
  return Object.freeze({ kind: 'fec-order', order: order === 'FEC_SRTP' ? 'fec-srtp' : 'srtp-fec' });
}

function readNumber(value: Field | undefined, notes: Notes): number | undefined {
  if (!value || !isDigits(value.text)) return undefined;
  if (hasLeadingZero(value.text)) notes.note('parameter-leading-zero', value);
  return Number(withoutLeadingZeroes(value.text));
}

function bad(field: Field, message: string, reference = 'RFC 4568 §6.3'): CryptoProblem {
  return problem('bad-parameter', field, reference, message);
}
