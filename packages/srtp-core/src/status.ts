import type { SrtpErrorCode } from './errors.js';

/**
 * What the `Into` and batch forms return instead of a length when a packet is refused: a thrown error costs microseconds,
 * a status nanoseconds, and a flood of forged packets must not cost more than good ones.
 */
export const packetStatus = {
  'malformed-packet': -1,
  'not-protected': -2,
  'auth-failed': -3,
  replayed: -4,
  'too-old': -5,
  'unknown-mki': -6,
  'unknown-ssrc': -7,
  'no-valid-key': -8,
  'key-expired': -9,
  'index-reused': -10,
  'index-not-reserved': -11,
  'too-many-streams': -12,
  'cryptex-required': -13,
  'target-too-small': -14,
  'out-of-memory': -15,
  closed: -16,
} as const satisfies Partial<Record<SrtpErrorCode, number>>;

/** The codes that a single packet can earn. */
export type PacketRefusal = keyof typeof packetStatus;

/** A negative number of {@link packetStatus}. */
export type PacketStatus = (typeof packetStatus)[PacketRefusal];

const refusals = Object.keys(packetStatus) as PacketRefusal[];

/**
 * The code behind a negative status; `undefined` when the number is not one.
 *
 * @example
 * ```ts
 * const octets = session.unprotectRtpInto(packet, target);
 * if (octets < 0) drops[refusalOf(octets)!]++;
 * ```
 */
export function refusalOf(status: number): PacketRefusal | undefined {
  return refusals[-1 - status];
}
