import type { Secret, SrtpParameters } from '@sdpsec/srtp-core/parameters';
import type { CsIdMap } from '../header.js';
import type { Identity } from '../identity.js';
import type { KeyValidity, Timestamp } from '../payloads.js';
import { type ErrorName, errorNumbers, registeredValue } from '../registry.js';
import type { PolicyDeviation, SrtpPolicy } from '../srtp-policy.js';
import type { Mode } from './options.js';

/** One crypto session of a bundle, ready for the engine: the parameters of the stream that it maps. */
export interface CryptoSession {
  readonly csId: number;
  readonly parameters: SrtpParameters;
}

/** A key of the bundle: from KEMAC, or the Diffie-Hellman secret. */
export interface BundleKey {
  /** A TGK gives each crypto session its own TEK (RFC 3830 §4.1.3); a TEK is the SRTP master key itself. */
  readonly type: 'TGK' | 'TEK';
  readonly key: Secret;
  readonly salt?: Secret;
  readonly validity?: KeyValidity;
}

/** What both ends hold once a crypto session bundle is established, and what an update starts from (RFC 3830 §4.5). */
export interface Bundle {
  readonly mode: Mode;
  readonly csbId: number;
  readonly prf: number;
  /** Empty when no RAND was sent, which only keys that are used directly allow. */
  readonly rand: Uint8Array;
  readonly local?: Identity;
  readonly remote?: Identity;
  readonly keys: readonly BundleKey[];
  readonly map: CsIdMap;
  readonly policies: ReadonlyMap<number, SrtpPolicy>;
  /** T of the last message of the Initiator. */
  readonly timestamp: Timestamp;
  /** The envelope key, where it is to be cached: the pre-shared key of updates (RFC 3830 §3.2). */
  readonly envelopeKey?: Secret;
  readonly protectedBy: 'mac' | 'signature' | 'lower-layer';
  /** The last message that was answered and the answer, for retransmissions. */
  readonly answered?: { readonly message: Secret; readonly reply?: Secret };
}

/** An Initiator's exchange that waits for its answer. */
export interface PendingExchange {
  readonly mode: Mode;
  /** The message that was sent; secret because NULL encryption leaves keys in it in the clear. */
  readonly sent: Secret;
  /** The exponent of Diffie-Hellman, or the envelope key. */
  readonly secret?: Secret;
  /** The bundle that is being updated. */
  readonly previous?: Bundle;
}

/** Things that an exchange accepted though a peer should not do them. */
export type ExchangeWarning =
  | PolicyDeviation
  /** The protocol list of the SDP is not authenticated (RFC 4567 §4.1.4). */
  | 'sdp-ids-absent'
  /** The timestamp is outside the allowed skew and the caller does not check it. */
  | 'clock-skew'
  /** No RAND in a first message. */
  | 'rand-absent'
  /** Octets behind the last payload. */
  | 'trailing-octets'
  /** DH group 1 or 2: 768 or 1024 bits. */
  | 'weak-dh-group'
  /** A signature over SHA-1. */
  | 'sha1-signature'
  /** Algorithm numbers of RFC 4650 §4.2 in place of IANA's. */
  | 'rfc4650-numbers'
  /** A key and its salt joined in a TEK without salt field. */
  | 'joined-salt';

/** The Initiator's message is ready to be sent. */
export interface Offered {
  readonly kind: 'offered';
  readonly message: Uint8Array;
  /** What `handle` takes when the answer comes. */
  readonly state: PendingExchange;
  /** Where this end alone chooses the keys: what media may already be received with. Complete when no answer is requested. */
  readonly early: readonly CryptoSession[];
  /** The bundle behind `early`; without an answer it is what updates start from. */
  readonly bundle?: Bundle;
}

/** Both ends hold the keys. */
export interface Established {
  readonly kind: 'established';
  /** The Responder's message, where there is one to send. */
  readonly reply?: Uint8Array;
  readonly state: Bundle;
  readonly cryptoSessions: readonly CryptoSession[];
  readonly protectedBy: 'mac' | 'signature' | 'lower-layer';
  readonly warnings: readonly ExchangeWarning[];
}

/** The exchange is over without keys. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  /** The error message to send (RFC 3830 §5.1.2), where there is one. */
  readonly reply?: Uint8Array;
  /** What the peer's authenticated error message says. */
  readonly errors?: readonly ErrorName[];
}

/** An error message that nothing authenticates: it changes nothing (RFC 3830 §5.1.2). */
export interface Hint {
  readonly kind: 'hint';
  readonly code: ErrorName;
  readonly errors: readonly ErrorName[];
}

/** What an exchange ends with. */
export type Outcome = Offered | Established | Refused | Hint;

/** The error that a refusal reports to the peer; `undefined`: the message is discarded in silence. */
const errorOfRefusal = {
  malformed: 'Unspecified error',
  'unsupported-message': 'Invalid DT',
  'authentication-failed': 'Auth failure',
  'unknown-peer': 'Auth failure',
  'not-protected': 'Invalid EA',
  'weak-key': 'Auth failure',
  'invalid-timestamp': 'Invalid TS',
  replayed: undefined,
  'unsupported-prf': 'Invalid PRF',
  'unsupported-mac': 'Invalid MAC',
  'unsupported-encryption': 'Invalid EA',
  'unsupported-hash': 'Invalid HA',
  'unsupported-dh-group': 'Invalid DH',
  'bad-dh-value': 'Unspecified error',
  'identity-mismatch': 'Invalid ID',
  'untrusted-certificate': 'Invalid Cert',
  'certificate-url': 'Invalid Cert',
  'unknown-certificate': 'Invalid Cert',
  'unsupported-protocol': 'Invalid SP',
  'unsupported-policy': 'Invalid SPpar',
  'bidding-down': 'Unspecified error',
  'bad-keys': 'Unspecified error',
  'unsupported-here': 'Invalid DT',
  'not-ours': undefined,
  'peer-error': undefined,
} as const satisfies Record<string, ErrorName | undefined>;

/** Why an exchange was refused. */
export type RefusalCode = keyof typeof errorOfRefusal;

/** Ends an exchange from anywhere inside it; never leaves this package. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }

  /** The Error no to report, if any. */
  get error(): number | undefined {
    const name = errorOfRefusal[this.code];
    return name === undefined ? undefined : registeredValue(errorNumbers, name);
  }
}
