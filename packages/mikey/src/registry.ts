/** A row of a MIKEY name space as IANA keeps it ("Multimedia Internet KEYing (MIKEY) Payload Name Spaces"). */
export interface Registered {
  readonly value: number;
  readonly name: string;
}

/** A transform whose output length another field of the payload implies. */
export interface Sized extends Registered {
  readonly octets: number;
}

/** HDR, data type (RFC 3830 §6.1 and the RFC named). `-` in `role`: neither starts nor ends a two-message exchange. */
export const dataTypes = [
  { value: 0, name: 'Pre-shared', rfc: 'RFC 3830', role: 'initiator' },
  { value: 1, name: 'PSK ver msg', rfc: 'RFC 3830', role: 'responder' },
  { value: 2, name: 'Public key', rfc: 'RFC 3830', role: 'initiator' },
  { value: 3, name: 'PK ver msg', rfc: 'RFC 3830', role: 'responder' },
  { value: 4, name: 'D-H init', rfc: 'RFC 3830', role: 'initiator' },
  { value: 5, name: 'D-H resp', rfc: 'RFC 3830', role: 'responder' },
  { value: 6, name: 'Error', rfc: 'RFC 3830', role: '-' },
  { value: 7, name: 'DHHMAC init', rfc: 'RFC 4650', role: 'initiator' },
  { value: 8, name: 'DHHMAC resp', rfc: 'RFC 4650', role: 'responder' },
  { value: 9, name: 'RSA-R I_MSG', rfc: 'RFC 4738', role: 'initiator' },
  { value: 10, name: 'RSA-R R_MSG', rfc: 'RFC 4738', role: 'responder' },
  { value: 11, name: 'REQUEST_INIT_PSK', rfc: 'RFC 6043', role: 'initiator' },
  { value: 12, name: 'REQUEST_INIT_PK', rfc: 'RFC 6043', role: 'initiator' },
  { value: 13, name: 'REQUEST_RESP', rfc: 'RFC 6043', role: 'responder' },
  { value: 14, name: 'TRANSFER_INIT', rfc: 'RFC 6043', role: 'initiator' },
  { value: 15, name: 'TRANSFER_RESP', rfc: 'RFC 6043', role: 'responder' },
  { value: 16, name: 'RESOLVE_INIT_PSK', rfc: 'RFC 6043', role: 'initiator' },
  { value: 17, name: 'RESOLVE_INIT_PK', rfc: 'RFC 6043', role: 'initiator' },
  { value: 18, name: 'RESOLVE_RESP', rfc: 'RFC 6043', role: 'responder' },
  { value: 19, name: 'REQUEST_KEY_PSK', rfc: 'RFC 6267', role: 'initiator' },
  { value: 20, name: 'REQUEST_KEY_PKE', rfc: 'RFC 6267', role: 'initiator' },
  { value: 21, name: 'REQUEST_KEY_RESP', rfc: 'RFC 6267', role: 'responder' },
  { value: 22, name: 'I_MESSAGE_1', rfc: 'RFC 6267', role: 'initiator' },
  { value: 23, name: 'R_MESSAGE_1', rfc: 'RFC 6267', role: 'responder' },
  { value: 24, name: 'I_MESSAGE_2', rfc: 'RFC 6267', role: 'initiator' },
  { value: 25, name: 'R_MESSAGE_2', rfc: 'RFC 6267', role: 'responder' },
  { value: 26, name: 'SAKKE msg', rfc: 'RFC 6509', role: 'initiator' },
] as const satisfies readonly (Registered & { rfc: string; role: 'initiator' | 'responder' | '-' })[];

/** HDR, PRF func (RFC 3830 §4.1.2, RFC 6043 §6.1). */
export const prfs = [
  { value: 0, name: 'MIKEY-1' },
  { value: 1, name: 'PRF-HMAC-SHA-256' },
] as const satisfies readonly Registered[];

/** HDR, CS ID map type (RFC 3830 §6.1, RFC 4563 §5, RFC 6043 §6.1.1). */
export const mapTypes = [
  { value: 0, name: 'SRTP-ID' },
  { value: 1, name: 'Empty map' },
  { value: 2, name: 'GENERIC-ID' },
] as const satisfies readonly Registered[];

/** KEMAC, Encr alg (RFC 3830 §6.2, RFC 6043 §6.2). Not the numbers of the SRTP policy. */
export const keyEncryptions = [
  { value: 0, name: 'NULL' },
  { value: 1, name: 'AES-CM-128' },
  { value: 2, name: 'AES-KW-128' },
  { value: 3, name: 'AES-CM-256' },
] as const satisfies readonly Registered[];

/** KEMAC, MAC alg, and V, Auth alg (RFC 3830 §6.2, RFC 6043 §6.2). */
export const macs = [
  { value: 0, name: 'NULL', octets: 0 },
  { value: 1, name: 'HMAC-SHA-1-160', octets: 20 },
  { value: 2, name: 'HMAC-SHA-256-256', octets: 32 },
] as const satisfies readonly Sized[];

/** PKE, C (RFC 3830 §6.3). */
export const envelopeCaching = [
  { value: 0, name: 'No cache' },
  { value: 1, name: 'Cache' },
  { value: 2, name: 'Cache for CSB' },
] as const satisfies readonly Registered[];

/** DH, DH-Group (RFC 3830 §6.4). */
export const dhGroups = [
  { value: 0, name: 'OAKLEY 5', octets: 192 },
  { value: 1, name: 'OAKLEY 1', octets: 96 },
  { value: 2, name: 'OAKLEY 2', octets: 128 },
] as const satisfies readonly Sized[];

/** SIGN, S type (RFC 3830 §6.5, RFC 6509 §4.3). */
export const signatureTypes = [
  { value: 0, name: 'RSA/PKCS#1/1.5' },
  { value: 1, name: 'RSA/PSS' },
  { value: 2, name: 'ECCSI' },
] as const satisfies readonly Registered[];

/** T, TS type (RFC 3830 §6.6, RFC 6043 §6.3). */
export const timestampTypes = [
  { value: 0, name: 'NTP-UTC', octets: 8 },
  { value: 1, name: 'NTP', octets: 8 },
  { value: 2, name: 'COUNTER', octets: 4 },
  { value: 3, name: 'NTP-UTC-32', octets: 4 },
] as const satisfies readonly Sized[];

/** ID, ID type (RFC 3830 §6.7, RFC 6043 §6.5). */
export const idTypes = [
  { value: 0, name: 'NAI' },
  { value: 1, name: 'URI' },
  { value: 2, name: 'Byte string' },
] as const satisfies readonly Registered[];

/** CERT, Cert type (RFC 3830 §6.7). */
export const certificateTypes = [
  { value: 0, name: 'X.509v3' },
  { value: 1, name: 'X.509v3 URL' },
  { value: 2, name: 'X.509v3 Sign' },
  { value: 3, name: 'X.509v3 Encr' },
] as const satisfies readonly Registered[];

/** CHASH, Hash func (RFC 3830 §6.8, RFC 6043 §6.7). */
export const hashes = [
  { value: 0, name: 'SHA-1', octets: 20 },
  { value: 1, name: 'MD5', octets: 16 },
  { value: 2, name: 'SHA-256', octets: 32 },
] as const satisfies readonly Sized[];

/** SP, Prot type (RFC 3830 §6.10, RFC 4442). */
export const protocols = [
  { value: 0, name: 'SRTP' },
  { value: 1, name: 'TESLA' },
] as const satisfies readonly Registered[];

/** SP of SRTP, parameter types (RFC 3830 §6.10.1, RFC 4771 §4, RFC 7714 §14.3). */
export const srtpPolicyTypes = [
  { value: 0, name: 'Encryption algorithm' },
  { value: 1, name: 'Session Encr. key length' },
  { value: 2, name: 'Authentication algorithm' },
  { value: 3, name: 'Session Auth. key length' },
  { value: 4, name: 'Session Salt key length' },
  { value: 5, name: 'SRTP Pseudo Random Function' },
  { value: 6, name: 'Key derivation rate' },
  { value: 7, name: 'SRTP encryption off/on' },
  { value: 8, name: 'SRTCP encryption off/on' },
  { value: 9, name: "sender's FEC order" },
  { value: 10, name: 'SRTP authentication off/on' },
  { value: 11, name: 'Authentication tag length' },
  { value: 12, name: 'SRTP prefix length' },
  { value: 13, name: 'ROC transmission rate' },
  { value: 14, name: 'SRTP Auth. algorithm' },
  { value: 15, name: 'SRTCP Auth. algorithm' },
  { value: 16, name: 'SRTP Session Auth. key len' },
  { value: 17, name: 'SRTCP Session Auth. key len' },
  { value: 18, name: 'SRTP Authentication tag len' },
  { value: 19, name: 'SRTCP Authentication tag len' },
  { value: 20, name: 'AEAD authentication tag length' },
] as const satisfies readonly Registered[];

/** SP of SRTP, values of parameter 0 (RFC 3830, RFC 5748, RFC 7714, RFC 8269). */
export const srtpEncryptions = [
  { value: 0, name: 'NULL' },
  { value: 1, name: 'AES-CM' },
  { value: 2, name: 'AES-F8' },
  { value: 3, name: 'SEED-CTR' },
  { value: 4, name: 'SEED-CCM' },
  { value: 5, name: 'SEED-GCM' },
  { value: 6, name: 'AES-GCM' },
  { value: 7, name: 'ARIA-CTR' },
  { value: 8, name: 'ARIA-GCM' },
] as const satisfies readonly Registered[];

/** SP of SRTP, values of parameters 2, 14 and 15 (RFC 3830, RFC 4771). */
export const srtpAuthentications = [
  { value: 0, name: 'NULL' },
  { value: 1, name: 'HMAC-SHA-1' },
  { value: 2, name: 'RCCm1' },
  { value: 3, name: 'RCCm2' },
  { value: 4, name: 'RCCm3' },
] as const satisfies readonly Registered[];

/** SP of SRTP, values of parameter 5 (RFC 3830, RFC 5748, RFC 8269). */
export const srtpPrfs = [
  { value: 0, name: 'AES-CM' },
  { value: 1, name: 'SEED-CTR' },
  { value: 2, name: 'ARIA-CTR' },
] as const satisfies readonly Registered[];

/** ERR, Error no (RFC 3830 §6.12, RFC 4738 §3.9.2, RFC 6043 §6.9). */
export const errorNumbers = [
  { value: 0, name: 'Auth failure' },
  { value: 1, name: 'Invalid TS' },
  { value: 2, name: 'Invalid PRF' },
  { value: 3, name: 'Invalid MAC' },
  { value: 4, name: 'Invalid EA' },
  { value: 5, name: 'Invalid HA' },
  { value: 6, name: 'Invalid DH' },
  { value: 7, name: 'Invalid ID' },
  { value: 8, name: 'Invalid Cert' },
  { value: 9, name: 'Invalid SP' },
  { value: 10, name: 'Invalid SPpar' },
  { value: 11, name: 'Invalid DT' },
  { value: 12, name: 'Unspecified error' },
  { value: 13, name: 'Unsupported message type' },
  { value: 14, name: 'Invalid TICKET' },
  { value: 15, name: 'Invalid TPpar' },
] as const satisfies readonly Registered[];

/** Name of a registered error. */
export type ErrorName = (typeof errorNumbers)[number]['name'];

/** Key data, Type (RFC 3830 §6.13, RFC 6043 §6.2.1, RFC 6267 §6.1.3). `salt`: the payload carries one. */
export const keyTypes = [
  { value: 0, name: 'TGK', salt: false },
  { value: 1, name: 'TGK+SALT', salt: true },
  { value: 2, name: 'TEK', salt: false },
  { value: 3, name: 'TEK+SALT', salt: true },
  { value: 4, name: 'GTGK', salt: false },
  { value: 5, name: 'GTGK+SALT', salt: true },
  { value: 6, name: 'MPK', salt: false },
  { value: 7, name: 'K_PR', salt: false },
] as const satisfies readonly (Registered & { salt: boolean })[];

/** General Extension, Type (RFC 3830 §6.15, RFC 4442, RFC 4563, RFC 4738, RFC 4909, 3GPP TS 33.180). */
export const extensionTypes = [
  { value: 0, name: 'Vendor ID' },
  { value: 1, name: 'SDP IDs' },
  { value: 2, name: 'TESLA I-Key' },
  { value: 3, name: 'Key ID' },
  { value: 4, name: 'CSB_ID' },
  { value: 5, name: 'OMA BCAST' },
  { value: 6, name: 'SAKKE-to-self' },
  { value: 7, name: '3GPP key parameters' },
] as const satisfies readonly Registered[];

/** Key ID extension, Key ID Type (RFC 4563 §4). */
export const keyIdTypes = [
  { value: 0, name: 'MBMS Key Domain ID' },
  { value: 1, name: 'MBMS Service Key ID' },
  { value: 2, name: 'MBMS Transport Key ID' },
] as const satisfies readonly Registered[];

/** OMA BCAST extension, Data Subtype (RFC 5410 §3). */
export const omaSubtypes = [
  { value: 1, name: 'LTKM' },
  { value: 2, name: 'STKM' },
  { value: 3, name: 'LTKM Reporting' },
  { value: 4, name: 'Parental Control' },
] as const satisfies readonly Registered[];

/** TR, TS Role (RFC 6043 §6.4). */
export const timestampRoles = [
  { value: 1, name: 'Time of issue (TRi)' },
  { value: 2, name: 'Start of validity period (TRs)' },
  { value: 3, name: 'End of validity period (TRe)' },
  { value: 4, name: 'Rekeying interval (TRr)' },
] as const satisfies readonly Registered[];

/** IDR, ID Role (RFC 6043 §6.6, RFC 6509 §4.4, 3GPP TS 33.180). */
export const idRoles = [
  { value: 1, name: 'Initiator (IDRi)' },
  { value: 2, name: 'Responder (IDRr)' },
  { value: 3, name: 'KMS (IDRkms)' },
  { value: 4, name: 'Pre-Shared Key (IDRpsk)' },
  { value: 5, name: 'Application (IDRapp)' },
  { value: 6, name: "Initiator's KMS (IDRkmsi)" },
  { value: 7, name: "Responder's KMS (IDRkmsr)" },
  { value: 8, name: 'Hashed Initiator (IDRuidi)' },
  { value: 9, name: 'Hashed Responder (IDRuidr)' },
] as const satisfies readonly Registered[];

/** RANDR, RAND Role (RFC 6043 §6.8). */
export const randRoles = [
  { value: 1, name: 'Initiator (RANDRi)' },
  { value: 2, name: 'Responder (RANDRr)' },
  { value: 3, name: 'KMS (RANDRkms)' },
] as const satisfies readonly Registered[];

/** TP and TICKET, Ticket Type (RFC 6043 §6.10). */
export const ticketTypes = [
  { value: 1, name: 'MIKEY base ticket' },
  { value: 2, name: '3GPP base ticket' },
] as const satisfies readonly Registered[];

/** SAKKE, SAKKE params (RFC 6509 §4.2). */
export const sakkeParameterSets = [{ value: 1, name: 'Parameter Set 1' }] as const satisfies readonly Registered[];

/** SAKKE, ID scheme (RFC 6509 §4.2, 3GPP TS 33.180). */
export const sakkeIdSchemes = [
  { value: 1, name: 'tel URI with monthly keys' },
  { value: 2, name: '3GPP MCX hashed UID' },
] as const satisfies readonly Registered[];

/** SK, Type (RFC 6267 §6.1.5). */
export const secretKeyTypes = [{ value: 1, name: 'Secret Key (SK)' }] as const satisfies readonly Registered[];

/**
 * ECCPT, ECC Curve (RFC 6267 §6.1.4). `octets` is the octet string representation of an uncompressed point,
 * padded to end on a 32-bit boundary.
 */
export const eccCurves = [
  { value: 1, name: 'ECPRGF192Random / P-192 / secp192r1', octets: padded(24) },
  { value: 2, name: 'EC2NGF163Random / B-163 / sect163r2', octets: padded(21) },
  { value: 3, name: 'EC2NGF163Koblitz / K-163 / sect163k1', octets: padded(21) },
  { value: 4, name: 'EC2NGF163Random2 / none / sect163r1', octets: padded(21) },
  { value: 5, name: 'ECPRGF224Random / P-224 / secp224r1', octets: padded(28) },
  { value: 6, name: 'EC2NGF233Random / B-233 / sect233r1', octets: padded(30) },
  { value: 7, name: 'EC2NGF233Koblitz / K-233 / sect233k1', octets: padded(30) },
  { value: 8, name: 'ECPRGF256Random / P-256 / secp256r1', octets: padded(32) },
  { value: 9, name: 'EC2NGF283Random / B-283 / sect283r1', octets: padded(36) },
  { value: 10, name: 'EC2NGF283Koblitz / K-283 / sect283k1', octets: padded(36) },
  { value: 11, name: 'ECPRGF384Random / P-384 / secp384r1', octets: padded(48) },
  { value: 12, name: 'EC2NGF409Random / B-409 / sect409r1', octets: padded(52) },
  { value: 13, name: 'EC2NGF409Koblitz / K-409 / sect409k1', octets: padded(52) },
  { value: 14, name: 'ECPRGF521Random / P-521 / secp521r1', octets: padded(66) },
  { value: 15, name: 'EC2NGF571Random / B-571 / sect571r1', octets: padded(72) },
  { value: 16, name: 'EC2NGF571Koblitz / K-571 / sect571k1', octets: padded(72) },
] as const satisfies readonly Sized[];

/**
 * The registered name of a value, or `unassigned N`.
 *
 * @example
 * ```ts
 * registeredName(dataTypes, 2); // 'Public key'
 * ```
 */
export function registeredName(table: readonly Registered[], value: number): string {
  return table.find(row => row.value === value)?.name ?? `unassigned ${value}`;
}

/**
 * The value registered under a name.
 *
 * @example
 * ```ts
 * registeredValue(macs, 'HMAC-SHA-1-160'); // 1
 * ```
 */
export function registeredValue<Row extends Registered>(table: readonly Row[], name: Row['name']): number {
  return (table.find(row => row.name === name) as Row).value;
}

/**
 * 04 || x || y, then zeros up to the 32-bit boundary of the payload: the point starts behind two octets (next payload and
 * curve), so the boundary is counted from the payload's start.
 */
function padded(coordinateOctets: number): number {
  const point = 1 + 2 * coordinateOctets;
  return point + ((4 - ((2 + point) % 4)) % 4);
}
