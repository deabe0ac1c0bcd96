import { concatenate, OctetWriter } from './octets.js';
import type { Timestamp } from './payloads.js';
import { registeredName, timestampTypes } from './registry.js';

/** Milliseconds between 1900, where NTP counts from, and 1970. */
const ntpEpoch = 2_208_988_800_000;
/** Milliseconds of an NTP era: 32 bits of seconds overflow every 136 years (RFC 3830 §4.2.8). */
const era = 2 ** 32 * 1000;

/** T of type NTP-UTC for a time in milliseconds since 1970. */
export function ntpTimestamp(now: number): Timestamp {
  const since1900 = (((now + ntpEpoch) % era) + era) % era;
  const seconds = Math.floor(since1900 / 1000);
  const fraction = Math.floor(((since1900 % 1000) / 1000) * 2 ** 32);
  return { kind: 'T', type: 0, value: new OctetWriter('T').u32(seconds).u32(fraction).finish() };
}

/** The least timestamp after another of type NTP-UTC: every message of an Initiator has its own (RFC 3830 §5.2). */
export function timestampAfter(previous: Timestamp): Timestamp {
  const value = previous.value.slice();
  for (let i = value.length - 1; i >= 0; i--) {
    value[i] = ((value[i] as number) + 1) & 0xff;
    if (value[i] !== 0) break;
  }
  return { ...previous, value };
}

/**
 * Milliseconds since 1970 that a timestamp stands for, in the era that is nearest to `now`; `undefined` for a counter.
 *
 * @example
 * ```ts
 * timeOf(timestamp, Date.now()); // milliseconds since 1970
 * ```
 */
export function timeOf(timestamp: Timestamp, now: number): number | undefined {
  if (registeredName(timestampTypes, timestamp.type) === 'COUNTER') return undefined;
  const view = new DataView(timestamp64(timestamp).buffer);
  const time = view.getUint32(0) * 1000 + (view.getUint32(4) / 2 ** 32) * 1000 - ntpEpoch;
  return time + Math.round((now - time) / era) * era;
}

/** The 64-bit string that goes into the IV: a counter padded in front (RFC 3830 §6.6), NTP-UTC-32 behind (RFC 6043 §6.3). */
export function timestamp64(timestamp: Timestamp): Uint8Array {
  const zeros = new Uint8Array(8 - timestamp.value.length);
  const isCounter = registeredName(timestampTypes, timestamp.type) === 'COUNTER';
  return isCounter ? concatenate(zeros, timestamp.value) : concatenate(timestamp.value, zeros);
}

/** Compares two timestamps of one type as unsigned numbers: negative when `one` is earlier. */
export function compareTimestamps(one: Timestamp, other: Timestamp): number {
  const difference = one.value.findIndex((octet, i) => octet !== other.value[i]);
  return difference < 0 ? 0 : (one.value[difference] as number) - (other.value[difference] ?? 0);
}
