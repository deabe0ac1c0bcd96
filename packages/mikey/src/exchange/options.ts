import type { Secret } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import type { Identity } from '../identity.js';
import type { Extension } from '../payloads.js';
import type { dhGroups, hashes, keyEncryptions, macs, prfs } from '../registry.js';
import type { KeyPeriod } from '../sakke/identifier.js';
import type { SrtpPolicy } from '../srtp-policy.js';
import type { SignatureScheme } from './host.js';
import type { Bundle } from './outcome.js';

/**
 * How keys are exchanged: pre-shared key (RFC 3830 §3.1), public key (§3.2), signed Diffie-Hellman (§3.3), Diffie-Hellman under a
 * pre-shared key (RFC 4650), reverse public key (RFC 4738), identity-based encryption in one message (RFC 6509).
 */
export type Mode = 'psk' | 'public-key' | 'dh' | 'dhhmac' | 'rsa-r' | 'sakke';

/** Weaknesses that an exchange refuses unless they are allowed by name. */
export type OptIn =
  /** Pre-shared keys under 16 octets. */
  | 'short-psk'
  /** Signatures over SHA-1. */
  | 'sha1-signatures'
  /** The 768-bit group. */
  | 'dh-oakley-1'
  /** The 1024-bit group. */
  | 'dh-oakley-2';

/** A crypto session that the Initiator wants. */
export interface SessionOffer {
  readonly policy: SrtpPolicy;
  /** Left out: the sender of this stream is the Responder, who fills it in (RFC 3830 §6.1.1), or any. */
  readonly ssrc?: number;
  readonly roc?: number;
  /** In the GENERIC-ID map alone: a CS ID other than the place in the list, such as those that 3GPP gives a meaning. */
  readonly csId?: number;
}

/** A key that the end which chooses the keys puts into KEMAC; what is left out is drawn at random. */
export interface KeyOffer {
  readonly type: 'TGK' | 'TGK+SALT' | 'TEK' | 'TEK+SALT';
  readonly key?: Secret;
  readonly salt?: Secret;
  /** The SPI: the MKI of every packet. */
  readonly mki?: Uint8Array;
  /** The 48-bit SRTP indices between which the key is valid. */
  readonly interval?: { readonly from: number; readonly to: number };
  /** With `TEK`: the salt follows the key in one field, as RTSP cameras do it. */
  readonly joinSalt?: boolean;
}

/**
 * A KMS and how its users become Identifiers, which are their public keys: a telephone number and the month (RFC 6509 §3.2), or the UID of
 * 3GPP, a hash over user, KMS and key period (TS 33.180 Annex F). `kms` is its URI.
 */
export type KmsDomain =
  | { readonly scheme: 'tel-month'; readonly kms?: string }
  | { readonly scheme: 'hashed-uid'; readonly kms: string; readonly period: KeyPeriod };

/** What mode `sakke` is told. Its one key is a TGK of 16 octets; identities are URIs. */
export interface SakkeOptions {
  /** This end's KMS. */
  readonly domain: KmsDomain;
  /** The KMS of the other end. Default the same. */
  readonly peerDomain?: KmsDomain;
  /** The Initiator's choice of CSB ID, for those to whom it means something (3GPP: GUK-ID, CSK-ID). Default random. */
  readonly csbId?: number;
  /** General Extensions that the Initiator adds behind SAKKE. */
  readonly extensions?: readonly Extension[];
}

/** How far T may be from this end's clock, in milliseconds; `off` leaves it to the lower layer and only warns. */
export type SkewPolicy = number | 'off';

/** What both ends are told. */
export interface ExchangeOptions {
  /** This end's identity. */
  readonly identity?: Identity;
  /** Who the other end must be. */
  readonly peer?: Identity;
  /** Default one hour. */
  readonly skew?: SkewPolicy;
  readonly allow?: readonly OptIn[];
  /**
   * The caller's word that TLS, or something as good, protects the messages: NULL algorithms are then accepted
   * (RFC 3830 §4.2.3). Never for a peer with whom a key is shared.
   */
  readonly lowerLayerProtects?: boolean;
  /**
   * `libmikey`: V and SIGNr cover what minisip's library covers, and its answers may leave out IDi and carry their own T.
   */
  readonly coverage?: 'rfc' | 'libmikey';
  /** The key management protocols of the SDP in its order, authenticated against bidding down (RFC 4567 §4.1.4). */
  readonly sdpIds?: readonly string[];
  /** Default: `pkcs1` with SHA-256. */
  readonly signature?: SignatureScheme;
  /** The crypto sessions, where they are agreed outside of MIKEY: the map is empty then, and no policy is sent (RFC 4563 §5). */
  readonly outOfBand?: readonly (SessionOffer & { readonly csId: number })[];
  /** With `sakke`: the KMS of both ends. */
  readonly sakke?: SakkeOptions;
  /** The keys that this end chooses. Default: one TGK of the longest master key's length. */
  readonly keys?: readonly KeyOffer[];
  /** Default AES-CM-128. */
  readonly encryption?: (typeof keyEncryptions)[number]['name'];
  /** Default HMAC-SHA-1-160, with the PRF of SHA-256 HMAC-SHA-256-256. */
  readonly mac?: (typeof macs)[number]['name'];
}

/** What an Initiator is told. */
export interface InitiatorOptions extends ExchangeOptions {
  readonly mode: Mode;
  readonly sessions: readonly SessionOffer[];
  /** Whether the Responder is asked to prove itself (the V flag). Default true. */
  readonly verify?: boolean;
  /** Default MIKEY-1, in mode `sakke` PRF-HMAC-SHA-256, as 3GPP has it. */
  readonly prf?: (typeof prfs)[number]['name'];
  /** Default OAKLEY 5. */
  readonly dhGroup?: (typeof dhGroups)[number]['name'];
  /** With `public-key`: the Responder's chain in DER, the end entity's certificate first. */
  readonly peerCertificates?: readonly Uint8Array[];
  /** Whether the envelope key may be used again for updates (RFC 3830 §6.3). Default for this CSB. */
  readonly envelopeCaching?: 'No cache' | 'Cache' | 'Cache for CSB';
  /** With `public-key`: CHASH says which of its certificates the Responder needs (RFC 3830 §6.8). Default: it is left out. */
  readonly certificateHash?: (typeof hashes)[number]['name'];
  /** How crypto sessions are mapped (RFC 3830 §6.1.1, RFC 6043 §6.1.1). Default SRTP-ID; tshark and most peers know no other. */
  readonly map?: 'SRTP-ID' | 'GENERIC-ID';
  /** Another member's bundle: all members of a group get one CSB ID and RAND, with the same `keys` (RFC 3830 §6.11, §8). */
  readonly group?: Pick<Bundle, 'csbId' | 'rand'>;
  /** CSB IDs of bundles with the same peer, which the new one must not take (RFC 3830 §6.1). */
  readonly csbIdsInUse?: readonly number[];
}

/** What a Responder is told. */
export interface ResponderOptions extends ExchangeOptions {
  /** Default: all; `sakke` where its options are given. */
  readonly modes?: readonly Mode[];
  /** Suites that are accepted. Default: all but those that srtp-core gives on request only. */
  readonly suites?: readonly SuiteName[];
  /** The SSRC of a stream that this end sends, for a crypto session whose SSRC the Initiator left open. */
  readonly ssrc?: (csId: number) => number | undefined;
  /** Whether a message without the protocol list of the SDP is refused. Default false: no deployed peer sends it. */
  readonly requireSdpIds?: boolean;
  /** With RSA-R: the group's CSB ID, which makes the answer one for a group (RFC 4738 §3.2). */
  readonly groupCsbId?: number;
}

/** How long T may be off by default, in milliseconds: what minisip and MediaMTX allow. */
export const defaultSkew = 3_600_000;
