import type { Lifetime } from './attribute.js';
import { type Field, hasLeadingZero, isDigits, type Notes, withoutLeadingZeroes } from './field.js';
import { problem } from './problem.js';

/** RFC 3711 §9.2: what one master key may protect at most. */
const most = { srtp: 2 ** 48, srtcp: 2 ** 31 } as const;

/** Reads `2^n` or a decimal number of packets (RFC 4568 §6.1). */
export function readLifetime(field: Field, notes: Notes): Lifetime | undefined {
  const { text } = field;
  const power = text.startsWith('2^');
  const digits = power ? text.slice(2) : text;
  if (!isDigits(digits))
    return notes.fault(problem('bad-lifetime', field, 'RFC 4568 §6.1', 'expected a lifetime as a number or as 2^n'));
  if (hasLeadingZero(digits)) notes.note('lifetime-leading-zero', field);
  // Longer numbers are over every limit, and reading them would take time for nothing.
  const short = withoutLeadingZeroes(digits);
  const number = short.length > 16 ? Number.POSITIVE_INFINITY : Number(short);
  const packets = power ? 2 ** number : number;
  if (packets === 0)
    return notes.fault(problem('bad-lifetime', field, 'RFC 4568 §6.1', 'expected a lifetime of at least one packet'));
  if (packets > most.srtp) notes.note('lifetime-over-limit', field);
  else if (packets > most.srtcp) notes.note('lifetime-over-srtcp', field);
  return lifetimeOf(packets, text);
}

/** A lifetime of so many packets, held to what SRTP and SRTCP can reach. */
export function lifetimeOf(packets: number, text = lifetimeText(packets)): Lifetime {
  return Object.freeze({ text, srtp: Math.min(packets, most.srtp), srtcp: Math.min(packets, most.srtcp) });
}

function lifetimeText(packets: number): string {
  const exponent = Math.log2(packets);
  return Number.isInteger(exponent) && 2 ** exponent === packets ? `2^${exponent}` : String(packets);
}
