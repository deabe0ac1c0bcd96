import type { Secret } from '@sdpsec/srtp-core/parameters';

/** When a key is valid (RFC 3830 §6.14): named by an SPI (the MKI of SRTP), or between two indices. Absent: no rule. */
export type KeyValidity =
  | { readonly kind: 'spi'; readonly spi: Uint8Array }
  | { readonly kind: 'interval'; readonly from: Uint8Array; readonly to: Uint8Array };

/** Key data transport payload (RFC 3830 §6.2). `data` is secret because NULL encryption leaves the keys in it in the clear. */
export interface Kemac {
  readonly kind: 'KEMAC';
  readonly encryption: number;
  readonly data: Secret;
  readonly macAlgorithm: number;
  readonly mac: Uint8Array;
}

/** Envelope data payload (RFC 3830 §6.3). */
export interface Pke {
  readonly kind: 'PKE';
  readonly cache: number;
  readonly data: Uint8Array;
}

/** DH data payload (RFC 3830 §6.4). */
export interface Dh {
  readonly kind: 'DH';
  readonly group: number;
  readonly value: Uint8Array;
  readonly reserved: number;
  readonly validity?: KeyValidity;
}

/** Signature payload (RFC 3830 §6.5): always the last one, it has no next payload field. */
export interface Sign {
  readonly kind: 'SIGN';
  readonly type: number;
  readonly signature: Uint8Array;
}

/** Timestamp payload (RFC 3830 §6.6). */
export interface Timestamp {
  readonly kind: 'T';
  readonly type: number;
  readonly value: Uint8Array;
}

/** ID payload (RFC 3830 §6.7). */
export interface Id {
  readonly kind: 'ID';
  readonly type: number;
  readonly data: Uint8Array;
}

/** Certificate payload (RFC 3830 §6.7); a chain is one payload per certificate, the end entity's first. */
export interface Cert {
  readonly kind: 'CERT';
  readonly type: number;
  readonly data: Uint8Array;
}

/** Cert hash payload (RFC 3830 §6.8). */
export interface Chash {
  readonly kind: 'CHASH';
  readonly hash: number;
  readonly value: Uint8Array;
}

/** Ver msg payload (RFC 3830 §6.9). */
export interface Ver {
  readonly kind: 'V';
  readonly macAlgorithm: number;
  readonly mac: Uint8Array;
}

/** One Type/Length/Value of a policy (RFC 3830 §6.10). */
export interface PolicyParameter {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Security Policy payload (RFC 3830 §6.10). */
export interface Sp {
  readonly kind: 'SP';
  readonly policy: number;
  readonly protocol: number;
  readonly parameters: readonly PolicyParameter[];
}

/** RAND payload (RFC 3830 §6.11). */
export interface Rand {
  readonly kind: 'RAND';
  readonly rand: Uint8Array;
}

/** Error payload (RFC 3830 §6.12). */
export interface Err {
  readonly kind: 'ERR';
  readonly error: number;
  readonly reserved: number;
}

/** Timestamp payload with role indicator (RFC 6043 §6.4). */
export interface TimestampRole {
  readonly kind: 'TR';
  readonly role: number;
  readonly type: number;
  readonly value: Uint8Array;
}

/** ID payload with role indicator (RFC 6043 §6.6). */
export interface IdRole {
  readonly kind: 'IDR';
  readonly role: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** RAND payload with role indicator (RFC 6043 §6.8). */
export interface RandRole {
  readonly kind: 'RANDR';
  readonly role: number;
  readonly rand: Uint8Array;
}

/** The ticket policy that TP and TICKET share (RFC 6043 §6.10). */
export interface TicketPolicy {
  readonly ticketType: number;
  readonly subtype: number;
  readonly version: number;
  readonly prf: number;
  /** The flags D, E, F, G, H, I, J, K, L, M, N and O from the highest of 12 bits down. */
  readonly flags: number;
  readonly reserved: number;
  /** First payload number, then payloads; `decodeChain` reads it. */
  readonly policy: Uint8Array;
}

/** Ticket Policy payload (RFC 6043 §6.10). */
export interface Tp extends TicketPolicy {
  readonly kind: 'TP';
}

/** Ticket payload (RFC 6043 §6.10). */
export interface Ticket extends TicketPolicy {
  readonly kind: 'TICKET';
  readonly ticket: Uint8Array;
  readonly initiatorData: Uint8Array;
}

/** Key data sub-payload (RFC 3830 §6.13): part of the plaintext of KEMAC. */
export interface KeyData {
  readonly kind: 'KEY';
  readonly type: number;
  readonly key: Secret;
  /** Present exactly with the key types whose name ends in `+SALT`. */
  readonly salt?: Secret;
  readonly validity?: KeyValidity;
}

/** General Extension payload (RFC 3830 §6.15); `readExtension` gives its meaning. */
export interface Extension {
  readonly kind: 'EXT';
  readonly type: number;
  readonly data: Uint8Array;
}

/** IBAKE payload (RFC 6267 §6.1.1), encrypted. */
export interface Ibake {
  readonly kind: 'IBAKE';
  readonly data: Uint8Array;
}

/** Encrypted Secret Key payload (RFC 6267 §6.1.2), encrypted. */
export interface Esk {
  readonly kind: 'ESK';
  readonly data: Uint8Array;
}

/** Secret Key sub-payload (RFC 6267 §6.1.5): part of the plaintext of ESK. */
export interface Sk {
  readonly kind: 'SK';
  readonly type: number;
  readonly key: Secret;
  readonly validity?: KeyValidity;
}

/** EC Diffie-Hellman sub-payload (RFC 6267 §6.1.4): part of the plaintext of IBAKE. */
export interface Eccpt {
  readonly kind: 'ECCPT';
  readonly curve: number;
  /** With the padding up to the 32-bit boundary. */
  readonly point: Uint8Array;
  readonly macAlgorithm: number;
  readonly tgkOctets: number;
  readonly reserved: number;
  readonly validity?: KeyValidity;
}

/** SAKKE payload (RFC 6509 §4.2). */
export interface Sakke {
  readonly kind: 'SAKKE';
  readonly parameterSet: number;
  readonly idScheme: number;
  readonly data: Uint8Array;
}

/**
 * A payload whose end cannot be found: its number is not registered, or it names a transform of unknown length. It keeps
 * everything up to the end of the message, so that nothing is lost and nothing is guessed.
 */
export interface UnknownPayload {
  readonly kind: 'UNKNOWN';
  readonly number: number;
  /** From the payload's first octet on. */
  readonly data: Uint8Array;
}

/** Every payload of the registry. */
export type Payload =
  | Kemac
  | Pke
  | Dh
  | Sign
  | Timestamp
  | Id
  | Cert
  | Chash
  | Ver
  | Sp
  | Rand
  | Err
  | TimestampRole
  | IdRole
  | RandRole
  | Tp
  | Ticket
  | KeyData
  | Extension
  | Ibake
  | Esk
  | Sk
  | Eccpt
  | Sakke
  | UnknownPayload;

/** Name of a payload, as the figures of the RFCs write it. */
export type PayloadKind = Payload['kind'];

/** The payload type of a name. */
export type PayloadOf<Kind extends PayloadKind> = Extract<Payload, { kind: Kind }>;
