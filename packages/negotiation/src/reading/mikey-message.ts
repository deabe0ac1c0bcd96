import { decodeChain, decodeMessage, find, type KeyData, MikeyError, type MikeyMessage } from '@sdpsec/mikey/codec';
import type { KeyMgmtLine } from './key-mgmt-line.js';
import { isMikey } from './sdp-ids.js';

/** What the data of an `a=key-mgmt:mikey` line turned out to be. */
export type MikeyReading =
  | {
      readonly kind: 'message';
      readonly message: MikeyMessage;
      /** The keys of a KEMAC without encryption, which everybody can read. */
      readonly bareKeys: readonly KeyData[];
    }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Reads the MIKEY message of a line; `undefined` when the line has none.
 *
 * @example
 * ```ts
 * for (const line of readSecurity(document).session.keyMgmt) {
 *   const reading = readMikeyMessage(line);
 *   if (reading?.kind === 'message') console.log(reading.message.header.csbId);
 * }
 * ```
 */
export function readMikeyMessage(line: KeyMgmtLine): MikeyReading | undefined {
  return isMikey(line) ? readMikeyOctets(line.value.data) : undefined;
}

/**
 * Reads a MIKEY message.
 *
 * @example
 * ```ts
 * const reading = readMikeyOctets(Uint8Array.of(1, 0));
 * if (reading.kind === 'problem') console.log(reading.message);
 * ```
 */
export function readMikeyOctets(octets: Uint8Array): MikeyReading {
  try {
    const message = decodeMessage(octets);
    return { kind: 'message', message, bareKeys: bareKeys(message) };
  } catch (error) {
    if (!(error instanceof MikeyError)) throw error;
    return { kind: 'problem', message: error.message };
  }
}

function bareKeys(message: MikeyMessage): readonly KeyData[] {
  const kemac = find(message, 'KEMAC');
  // DHHMAC authenticates with a KEMAC that carries no key (RFC 4650 §4.2).
  if (kemac?.encryption !== 0 || kemac.data.length === 0) return [];
  // The plaintext is a chain of key data sub-payloads (RFC 3830 §6.2); 20 is their number in the Next payload name space.
  const { payloads } = decodeChain(kemac.data.reveal(), 20);
  return payloads.filter((payload): payload is KeyData => payload.kind === 'KEY');
}
