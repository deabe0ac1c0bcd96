import type { Identity } from '../identity.js';
import { computeMac, type MessageProtection } from '../kemac.js';
import { encodeMessage, type MikeyMessage } from '../message.js';
import { concatenate, equalOctets } from '../octets.js';
import type { Kemac, Payload, Timestamp } from '../payloads.js';
import { macs, registeredName, type Sized } from '../registry.js';
import type { ExchangeOptions } from './options.js';

/** The identities and the timestamp of the Initiator's message, which V and SIGNr of RSA-R cover too (RFC 3830 §5.2). */
export interface Binding {
  readonly initiator?: Identity;
  readonly responder?: Identity;
  readonly timestamp: Timestamp;
}

/** The message up to its last `length` octets: what its MAC or signature covers. */
export function withoutTail(message: MikeyMessage, length: number): Uint8Array {
  const octets = encodeMessage(message);
  return octets.subarray(0, octets.length - length);
}

/** Adds the last payload with its MAC over the entire message, except the MAC (RFC 3830 §5.2). */
export function withMac<Last extends Payload & { readonly macAlgorithm: number; readonly mac: Uint8Array }>(
  message: MikeyMessage,
  last: Omit<Last, 'mac'>,
  protection: MessageProtection,
  behind: Uint8Array = new Uint8Array(),
): MikeyMessage {
  const length = (macs as readonly Sized[]).find(({ value }) => value === last.macAlgorithm)?.octets ?? 0;
  const end = (mac: Uint8Array) => ({ ...message, payloads: [...message.payloads, { ...last, mac } as unknown as Payload] });
  const covered = withoutTail(end(new Uint8Array(length)), length);
  return end(computeMac(last.macAlgorithm, concatenate(covered, behind), protection));
}

/** Whether the MAC at the end of a message is right; `candidates` are what may be covered behind the message. */
export function macVerifies(
  message: MikeyMessage,
  { macAlgorithm, mac }: { readonly macAlgorithm: number; readonly mac: Uint8Array },
  protection: MessageProtection,
  candidates: readonly Uint8Array[] = [new Uint8Array()],
): boolean {
  // A NULL MAC is empty, and would be equal to itself.
  if (registeredName(macs, macAlgorithm) === 'NULL') return false;
  const covered = withoutTail(message, mac.length);
  return candidates.some(behind => equalOctets(computeMac(macAlgorithm, concatenate(covered, behind), protection), mac));
}

/** The MAC of the public-key modes covers KEMAC alone, with its next payload field at zero (RFC 3830 §5.2, §6.2). */
export function kemacCoverage({ encryption, data, macAlgorithm }: Omit<Kemac, 'kind' | 'mac'>): Uint8Array {
  const octets = data.reveal();
  return concatenate(Uint8Array.of(0, encryption, octets.length >> 8, octets.length & 0xff), octets, Uint8Array.of(macAlgorithm));
}

/** Identity_i || Identity_r || Timestamp as this end writes them: the bare data of what was transported. */
export function bindingOctets(
  { initiator, responder, timestamp }: Binding,
  coverage: ExchangeOptions['coverage'],
  rsaR = false,
): Uint8Array {
  // libmikey covers T alone in V, and IDr || T in SIGNr of RSA-R.
  const first = coverage === 'libmikey' ? undefined : initiator;
  const second = coverage === 'libmikey' && !rsaR ? undefined : responder;
  return concatenate(first?.data ?? new Uint8Array(), second?.data ?? new Uint8Array(), timestamp.value);
}

/**
 * What the other end may have covered behind its message: RFC 3830 §5.2 leaves open whether identities and timestamp are bare
 * or whole payloads, so both are tried. All candidates name the same identities.
 */
export function bindingCandidates(binding: Binding, coverage: ExchangeOptions['coverage'], rsaR = false): readonly Uint8Array[] {
  if (coverage === 'libmikey') return [bindingOctets(binding, coverage, rsaR)];
  return [bindingOctets(binding, coverage), payloadOctets(binding)];
}

/** The same as payloads with a next payload field of zero. */
function payloadOctets({ initiator, responder, timestamp }: Binding): Uint8Array {
  const id = (identity: Identity | undefined): Uint8Array => {
    if (!identity) return new Uint8Array();
    const { type, data } = identity;
    return concatenate(Uint8Array.of(0, type, data.length >> 8, data.length & 0xff), data);
  };
  return concatenate(id(initiator), id(responder), Uint8Array.of(0, timestamp.type), timestamp.value);
}
