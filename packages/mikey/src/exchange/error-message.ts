import type { SuiteName } from '@sdpsec/srtp-core/suites';
import { MikeyError } from '../errors.js';
import type { MessageProtection } from '../kemac.js';
import { encodeMessage, find, findAll, type MikeyMessage } from '../message.js';
import type { Payload, Ver } from '../payloads.js';
import { dataTypes, type ErrorName, errorNumbers, registeredName, registeredValue } from '../registry.js';
import { writePolicy } from '../srtp-policy.js';
import { withMac } from './authentication.js';
import { acceptedSuites } from './crypto-sessions.js';
import type { Exchange } from './host.js';
import type { ExchangeOptions } from './options.js';
import type { Refusal } from './outcome.js';
import { ownCertificates, withSignature } from './signatures.js';

/** The data type of error messages. */
export const errorDataType = 6;

/** What an error message says beyond the error. */
export interface ErrorContext {
  readonly suites?: readonly SuiteName[] | undefined;
  /** Where the Initiator has been authenticated with a shared secret: V is added, covering `behind` as in an answer. */
  readonly authenticated?: { readonly protection: MessageProtection; readonly macAlgorithm: number; readonly behind: Uint8Array };
  /** Where the Initiator has been authenticated with a signature: SIGNr is added, and the chain to verify it with. */
  readonly signing?: ExchangeOptions | undefined;
}

/**
 * HDR, T, {ERR}, {SP}, [V|SIGNr] (RFC 3830 §5.1.2). Without T there is nothing to answer; an error for a peer that failed to
 * authenticate is not authenticated, for making one would cost this end more than the attacker.
 */
export function* writeError(
  request: MikeyMessage,
  refusal: Refusal,
  { suites, authenticated, signing }: ErrorContext,
): Exchange<Uint8Array | undefined> {
  const timestamp = find(request, 'T');
  const error = errorNumber(refusal, request);
  if (!timestamp || error === undefined || request.header.dataType === errorDataType) return undefined;
  const header = { ...request.header, dataType: errorDataType, v: false, map: { kind: 'srtp-id' as const, sessions: [] } };
  const policies =
    refusal.code === 'unsupported-policy' ? acceptedSuites(suites).map((suite, i) => writePolicy({ suite }, i)) : [];
  const payloads: Payload[] = [timestamp, { kind: 'ERR', error, reserved: 0 }, ...policies];
  const message: MikeyMessage = { header, payloads };
  if (!authenticated) return encodeMessage(signing ? yield* signedError(message, signing) : message);
  const { protection, macAlgorithm, behind } = authenticated;
  return encodeMessage(withMac<Ver>(message, { kind: 'V', macAlgorithm }, protection, behind));
}

/** RFC 4738 §3.3 has an error of its own for what cannot be parsed. */
function errorNumber(refusal: Refusal, request: MikeyMessage): number | undefined {
  const isRsaR = registeredName(dataTypes, request.header.dataType) === 'RSA-R I_MSG';
  if (isRsaR && refusal.code === 'malformed') return registeredValue(errorNumbers, 'Unsupported message type');
  return refusal.error;
}

/** The Initiator may know no certificate of this end yet: the chain comes along. A host that cannot sign sends a hint. */
function* signedError(message: MikeyMessage, options: ExchangeOptions): Exchange<MikeyMessage> {
  try {
    const payloads = [...message.payloads, ...(yield* ownCertificates())];
    return yield* withSignature({ ...message, payloads }, options);
  } catch (error) {
    if (error instanceof MikeyError && error.code === 'unsupported-here') return message;
    throw error;
  }
}

/** The errors that a message reports, by name. */
export function readErrors(message: MikeyMessage): readonly [ErrorName, ...ErrorName[]] {
  const names = findAll(message, 'ERR').map(({ error }) => {
    const name = registeredName(errorNumbers, error);
    return errorNumbers.find(row => row.name === name)?.name ?? 'Unspecified error';
  });
  return [names[0] ?? 'Unspecified error', ...names.slice(1)];
}
