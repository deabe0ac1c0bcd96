import { MikeyError } from './errors.js';
import { type Header, readHeader, writeHeader } from './header.js';
import { OctetReader, OctetWriter } from './octets.js';
import { type PayloadCodec, payloadCodecs, UnknownLength } from './payload-codecs.js';
import type { Payload, PayloadKind, PayloadOf } from './payloads.js';

/** A MIKEY message (RFC 3830 §5.2): the common header and its payloads in order. */
export interface MikeyMessage {
  readonly header: Header;
  readonly payloads: readonly Payload[];
  /** Octets behind the last payload: no part of the message, seen as padding from some senders. */
  readonly trailing?: Uint8Array;
}

/** Where a payload stands in its message. */
export interface PayloadSpan {
  readonly kind: 'HDR' | PayloadKind;
  readonly offset: number;
  readonly length: number;
}

/** Longest message that is read, octets: KEMAC alone may have 2^16 (RFC 3830 §6.13). */
export const longestMessage = 65_536;
/** Most payloads that are read; a message of the protocols in the registry stays far below. */
export const mostPayloads = 64;

/**
 * Reads a message. Encoding the result gives the same octets again.
 *
 * @throws {@link MikeyError} with the payload and the offset where reading stopped.
 * @example
 * ```ts
 * const message = decodeMessage(octets);
 * console.log(message.header.csbId, message.payloads.map(payload => payload.kind));
 * ```
 */
export function decodeMessage(octets: Uint8Array): MikeyMessage {
  if (octets.length > longestMessage)
    throw new MikeyError('too-long', `expected at most ${longestMessage} octets, got ${octets.length}`, { payload: 'HDR' });
  const from = new OctetReader(octets, 'HDR');
  const { header, next } = readHeader(from);
  const payloads = readChain(from, next);
  return { header, payloads, ...(from.left > 0 && { trailing: from.rest() }) };
}

/**
 * Writes a message.
 *
 * @throws {@link MikeyError} `bad-value` when a field does not fit.
 * @example
 * ```ts
 * const octets = encodeMessage({ header, payloads: [timestamp, rand, sp, kemac] });
 * ```
 */
export function encodeMessage(message: MikeyMessage): Uint8Array {
  return write(message).octets;
}

/**
 * Where HDR and each payload stand in the encoded message, for views of it.
 *
 * @example
 * ```ts
 * for (const { kind, offset, length } of payloadSpans(decodeMessage(octets))) console.log(kind, octets.subarray(offset, offset + length));
 * ```
 */
export function payloadSpans(message: MikeyMessage): readonly PayloadSpan[] {
  return write(message).spans;
}

/**
 * Reads a chain of payloads that another payload carries: the plaintext of KEMAC, IBAKE or ESK, ticket policy and initiator
 * data. `first` is the number of its first payload.
 *
 * @throws {@link MikeyError} as {@link decodeMessage}; offsets count from the start of `octets`.
 * @example
 * ```ts
 * const { payloads } = decodeChain(encodeChain([timestamp]), numberOf(timestamp));
 * ```
 */
export function decodeChain(octets: Uint8Array, first: number): { payloads: readonly Payload[]; trailing: Uint8Array } {
  const from = new OctetReader(octets, 'HDR');
  return { payloads: readChain(from, first), trailing: from.rest() };
}

/**
 * Writes a chain of payloads for another payload to carry.
 *
 * @example
 * ```ts
 * const octets = encodeChain([timestamp, rand]);
 * ```
 */
export function encodeChain(payloads: readonly Payload[]): Uint8Array {
  const to = new OctetWriter('HDR');
  for (const [index, payload] of payloads.entries()) writePayload(to, payload, numberOf(payloads[index + 1]));
  return to.finish();
}

/**
 * The first payload of a kind.
 *
 * @example
 * ```ts
 * console.log(find(decodeMessage(octets), 'T')?.value);
 * ```
 */
export function find<Kind extends PayloadKind>(message: MikeyMessage, kind: Kind): PayloadOf<Kind> | undefined {
  return message.payloads.find((payload): payload is PayloadOf<Kind> => payload.kind === kind);
}

/**
 * All payloads of a kind, in order.
 *
 * @example
 * ```ts
 * for (const { policy, parameters } of findAll(decodeMessage(octets), 'SP')) console.log(policy, parameters.length);
 * ```
 */
export function findAll<Kind extends PayloadKind>(message: MikeyMessage, kind: Kind): readonly PayloadOf<Kind>[] {
  return message.payloads.filter((payload): payload is PayloadOf<Kind> => payload.kind === kind);
}

/**
 * The number of a payload kind in the Next payload name space; 0, last payload, for none.
 *
 * @example
 * ```ts
 * numberOf(timestamp); // 5
 * ```
 */
export function numberOf(payload: Payload | undefined): number {
  if (payload === undefined) return 0;
  return payload.kind === 'UNKNOWN' ? payload.number : payloadCodecs[payload.kind].number;
}

const kindOfNumber = new Map(
  Object.entries(payloadCodecs).map(([kind, { number }]) => [number, kind as keyof typeof payloadCodecs]),
);

function readChain(from: OctetReader, first: number): Payload[] {
  const payloads: Payload[] = [];
  for (let number = first; number !== 0; ) {
    if (payloads.length === mostPayloads) throw from.fail('too-many-payloads', `expected at most ${mostPayloads} payloads`);
    const { payload, next } = readPayload(from, number);
    payloads.push(payload);
    number = next;
  }
  return payloads;
}

function readPayload(from: OctetReader, number: number): { payload: Payload; next: number } {
  const kind = kindOfNumber.get(number);
  from.payload = kind ?? `payload ${number}`;
  const start = from.offset;
  try {
    if (kind === undefined) throw new UnknownLength();
    // SIGN alone has no next payload field: it ends the message (RFC 3830 §6.5).
    const next = kind === 'SIGN' ? 0 : from.u8();
    return { payload: { kind, ...payloadCodecs[kind].read(from) } as Payload, next };
  } catch (error) {
    if (!(error instanceof UnknownLength)) throw error;
    from.rewind(start);
    return { payload: { kind: 'UNKNOWN', number, data: from.rest() }, next: 0 };
  }
}

function write(message: MikeyMessage): { octets: Uint8Array; spans: PayloadSpan[] } {
  const { header, payloads, trailing } = message;
  const to = new OctetWriter('HDR');
  writeHeader(to, header, numberOf(payloads[0]));
  const spans: PayloadSpan[] = [{ kind: 'HDR', offset: 0, length: to.offset }];
  for (const [index, payload] of payloads.entries()) {
    const offset = to.offset;
    writePayload(to, payload, numberOf(payloads[index + 1]));
    spans.push({ kind: payload.kind, offset, length: to.offset - offset });
  }
  if (trailing) to.octets(trailing);
  if (to.offset > longestMessage)
    throw new MikeyError('too-long', `expected at most ${longestMessage} octets, got ${to.offset}`, { payload: 'HDR' });
  return { octets: to.finish(), spans };
}

function writePayload(to: OctetWriter, payload: Payload, next: number): void {
  to.payload = payload.kind;
  if ((payload.kind === 'SIGN' || payload.kind === 'UNKNOWN') && next !== 0)
    throw new MikeyError('bad-value', 'expected no payload behind it', { payload: payload.kind, offset: to.offset });
  if (payload.kind === 'UNKNOWN') {
    to.octets(payload.data);
    return;
  }
  if (payload.kind !== 'SIGN') to.u8(next);
  try {
    (payloadCodecs[payload.kind] as PayloadCodec<typeof payload.kind>).write(to, payload as never);
  } catch (error) {
    if (!(error instanceof UnknownLength)) throw error;
    throw new MikeyError('bad-value', 'a transform of unknown length', { payload: payload.kind, offset: to.offset });
  }
}
