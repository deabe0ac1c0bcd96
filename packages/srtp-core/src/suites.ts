/** How a suite turns plaintext into ciphertext and tag. */
export type Transform = 'ctr-hmac' | 'f8-hmac' | 'gcm' | 'ccm' | 'double-gcm';

/** One SRTP crypto suite: everything that is particular to it stands in its row of {@link suites} and nowhere else. */
export interface SrtpSuite {
  /** The IANA name where there is one (SDES registry first, else the DTLS-SRTP profile without `SRTP_`). */
  readonly name: string;
  /** Other spellings seen on the wire for exactly this suite. */
  readonly aliases: readonly string[];
  /** Registered with IANA, as an SDES suite or as a DTLS-SRTP profile. */
  readonly registered: boolean;
  /** The defining document, such as `RFC 4568 §6.2.1`. */
  readonly rfc: string;
  readonly cipher: 'aes' | 'aria' | 'seed' | 'null';
  readonly transform: Transform;
  /** The pseudo-random function of the key derivation, run with the master key's length. */
  readonly prf: 'aes-cm' | 'aria-ctr' | 'seed-ctr';
  /** Master key (and session encryption key), octets. */
  readonly keyOctets: number;
  /** Master salt (and session salt), octets. */
  readonly saltOctets: number;
  /** Session authentication key, octets; 0 with AEAD. */
  readonly authKeyOctets: number;
  readonly tagOctets: { readonly srtp: number; readonly srtcp: number };
  /** The most packets one master key may protect. */
  readonly limit: { readonly srtp: number; readonly srtcp: number };
  /** The name in `a=crypto`. */
  readonly sdes?: string;
  /** The DTLS-SRTP protection profile (RFC 5764 §4.1.2). */
  readonly dtlsProfile?: number;
  /** SRTP policy parameters 0 and 2 of MIKEY (RFC 3830 §6.10.1). */
  readonly mikey?: { readonly encryption: number; readonly auth: number };
  /** No published text settles how this suite works on the wire, or the suite is deployed without registration: off unless asked for by name. */
  readonly onRequestOnly?: true;
}

/** RFC 3711 §9.2: 2^48 SRTP and 2^31 SRTCP packets; erratum 8394 reads RFC 6188 the same way. */
const limit = { srtp: 2 ** 48, srtcp: 2 ** 31 } as const;
const hmac80 = { authKeyOctets: 20, tagOctets: { srtp: 10, srtcp: 10 } } as const;
/** The 32-bit tag concerns SRTP alone: SRTCP keeps 80 bits (RFC 4568 §6.2.2, RFC 3711 §5.2). */
const hmac32 = { authKeyOctets: 20, tagOctets: { srtp: 4, srtcp: 10 } } as const;
const aead = (octets: number) => ({ authKeyOctets: 0, tagOctets: { srtp: octets, srtcp: octets } }) as const;
/** SRTP carries the inner tag, an empty original header block and the outer tag; SRTCP only the outer one (RFC 8723 §5.1, §6). */
const twice = { authKeyOctets: 0, tagOctets: { srtp: 16 + 1 + 16, srtcp: 16 } } as const;

const rows = [
  {
    name: 'AES_CM_128_HMAC_SHA1_80',
    ...{ aliases: ['SRTP_AES128_CM_HMAC_SHA1_80'], registered: true, rfc: 'RFC 4568 §6.2.1' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 16, saltOctets: 14, ...hmac80, limit },
    ...{ sdes: 'AES_CM_128_HMAC_SHA1_80', dtlsProfile: 0x0001, mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'AES_CM_128_HMAC_SHA1_32',
    ...{ aliases: ['SRTP_AES128_CM_HMAC_SHA1_32'], registered: true, rfc: 'RFC 4568 §6.2.2' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 16, saltOctets: 14, ...hmac32, limit },
    ...{ sdes: 'AES_CM_128_HMAC_SHA1_32', dtlsProfile: 0x0002, mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'F8_128_HMAC_SHA1_80',
    ...{ aliases: [], registered: true, rfc: 'RFC 4568 §6.2.3' },
    ...{ cipher: 'aes', transform: 'f8-hmac', prf: 'aes-cm', keyOctets: 16, saltOctets: 14, ...hmac80, limit },
    ...{ sdes: 'F8_128_HMAC_SHA1_80', mikey: { encryption: 2, auth: 1 } },
  },
  {
    name: 'AES_192_CM_HMAC_SHA1_80',
    ...{ aliases: ['AES_CM_192_HMAC_SHA1_80'], registered: true, rfc: 'RFC 6188 §4' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 24, saltOctets: 14, ...hmac80, limit },
    ...{ sdes: 'AES_192_CM_HMAC_SHA1_80', mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'AES_192_CM_HMAC_SHA1_32',
    ...{ aliases: ['AES_CM_192_HMAC_SHA1_32'], registered: true, rfc: 'RFC 6188 §4' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 24, saltOctets: 14, ...hmac32, limit },
    ...{ sdes: 'AES_192_CM_HMAC_SHA1_32', mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'AES_256_CM_HMAC_SHA1_80',
    ...{ aliases: ['AES_CM_256_HMAC_SHA1_80'], registered: true, rfc: 'RFC 6188 §4' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 32, saltOctets: 14, ...hmac80, limit },
    ...{ sdes: 'AES_256_CM_HMAC_SHA1_80', mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'AES_256_CM_HMAC_SHA1_32',
    ...{ aliases: ['AES_CM_256_HMAC_SHA1_32'], registered: true, rfc: 'RFC 6188 §4' },
    ...{ cipher: 'aes', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 32, saltOctets: 14, ...hmac32, limit },
    ...{ sdes: 'AES_256_CM_HMAC_SHA1_32', mikey: { encryption: 1, auth: 1 } },
  },
  {
    name: 'AEAD_AES_128_GCM',
    ...{ aliases: ['SRTP_AEAD_AES_128_GCM'], registered: true, rfc: 'RFC 7714 §14.1' },
    ...{ cipher: 'aes', transform: 'gcm', prf: 'aes-cm', keyOctets: 16, saltOctets: 12, ...aead(16), limit },
    ...{ sdes: 'AEAD_AES_128_GCM', dtlsProfile: 0x0007, mikey: { encryption: 6, auth: 0 } },
  },
  {
    name: 'AEAD_AES_256_GCM',
    ...{ aliases: ['SRTP_AEAD_AES_256_GCM'], registered: true, rfc: 'RFC 7714 §14.1' },
    ...{ cipher: 'aes', transform: 'gcm', prf: 'aes-cm', keyOctets: 32, saltOctets: 12, ...aead(16), limit },
    ...{ sdes: 'AEAD_AES_256_GCM', dtlsProfile: 0x0008, mikey: { encryption: 6, auth: 0 } },
  },
  {
    name: 'SEED_CTR_128_HMAC_SHA1_80',
    ...{ aliases: [], registered: true, rfc: 'RFC 5669 §2.1' },
    ...{ cipher: 'seed', transform: 'ctr-hmac', prf: 'seed-ctr', keyOctets: 16, saltOctets: 14, ...hmac80, limit },
    ...{ sdes: 'SEED_CTR_128_HMAC_SHA1_80', mikey: { encryption: 3, auth: 1 } },
  },
  {
    // No RFC states the length of this master salt; 96 bits, padded as in RFC 7714, is the reading fixed here.
    name: 'SEED_128_CCM_80',
    ...{ aliases: [], registered: true, rfc: 'RFC 5669 §2.2', onRequestOnly: true },
    ...{ cipher: 'seed', transform: 'ccm', prf: 'seed-ctr', keyOctets: 16, saltOctets: 12, ...aead(10), limit },
    ...{ sdes: 'SEED_128_CCM_80', mikey: { encryption: 4, auth: 0 } },
  },
  {
    name: 'SEED_128_GCM_96',
    ...{ aliases: [], registered: true, rfc: 'RFC 5669 §2.2', onRequestOnly: true },
    ...{ cipher: 'seed', transform: 'gcm', prf: 'seed-ctr', keyOctets: 16, saltOctets: 12, ...aead(12), limit },
    ...{ sdes: 'SEED_128_GCM_96', mikey: { encryption: 5, auth: 0 } },
  },
  {
    // RFC 5764 gives NULL profiles no key at all, which leaves nothing to derive the auth key from; peers use 16 + 14 octets.
    name: 'NULL_HMAC_SHA1_80',
    ...{
      aliases: ['SRTP_NULL_HMAC_SHA1_80'],
      registered: true,
      rfc: 'RFC 5764 §4.1.2',
      onRequestOnly: true,
    },
    ...{ cipher: 'null', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 16, saltOctets: 14, ...hmac80, limit },
    ...{ dtlsProfile: 0x0005, mikey: { encryption: 0, auth: 1 } },
  },
  {
    name: 'NULL_HMAC_SHA1_32',
    ...{
      aliases: ['SRTP_NULL_HMAC_SHA1_32'],
      registered: true,
      rfc: 'RFC 5764 §4.1.2',
      onRequestOnly: true,
    },
    ...{ cipher: 'null', transform: 'ctr-hmac', prf: 'aes-cm', keyOctets: 16, saltOctets: 14, ...hmac32, limit },
    ...{ dtlsProfile: 0x0006, mikey: { encryption: 0, auth: 1 } },
  },
  {
    name: 'ARIA_128_CTR_HMAC_SHA1_80',
    ...{ aliases: ['SRTP_ARIA_128_CTR_HMAC_SHA1_80'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'ctr-hmac', prf: 'aria-ctr', keyOctets: 16, saltOctets: 14, ...hmac80, limit },
    ...{ dtlsProfile: 0x000b, mikey: { encryption: 7, auth: 1 } },
  },
  {
    name: 'ARIA_128_CTR_HMAC_SHA1_32',
    ...{ aliases: ['SRTP_ARIA_128_CTR_HMAC_SHA1_32'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'ctr-hmac', prf: 'aria-ctr', keyOctets: 16, saltOctets: 14, ...hmac32, limit },
    ...{ dtlsProfile: 0x000c, mikey: { encryption: 7, auth: 1 } },
  },
  {
    name: 'ARIA_256_CTR_HMAC_SHA1_80',
    ...{ aliases: ['SRTP_ARIA_256_CTR_HMAC_SHA1_80'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'ctr-hmac', prf: 'aria-ctr', keyOctets: 32, saltOctets: 14, ...hmac80, limit },
    ...{ dtlsProfile: 0x000d, mikey: { encryption: 7, auth: 1 } },
  },
  {
    name: 'ARIA_256_CTR_HMAC_SHA1_32',
    ...{ aliases: ['SRTP_ARIA_256_CTR_HMAC_SHA1_32'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'ctr-hmac', prf: 'aria-ctr', keyOctets: 32, saltOctets: 14, ...hmac32, limit },
    ...{ dtlsProfile: 0x000e, mikey: { encryption: 7, auth: 1 } },
  },
  {
    name: 'AEAD_ARIA_128_GCM',
    ...{ aliases: ['SRTP_AEAD_ARIA_128_GCM'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'gcm', prf: 'aria-ctr', keyOctets: 16, saltOctets: 12, ...aead(16), limit },
    ...{ dtlsProfile: 0x000f, mikey: { encryption: 8, auth: 0 } },
  },
  {
    name: 'AEAD_ARIA_256_GCM',
    ...{ aliases: ['SRTP_AEAD_ARIA_256_GCM'], registered: true, rfc: 'RFC 8269 §5' },
    ...{ cipher: 'aria', transform: 'gcm', prf: 'aria-ctr', keyOctets: 32, saltOctets: 12, ...aead(16), limit },
    ...{ dtlsProfile: 0x0010, mikey: { encryption: 8, auth: 0 } },
  },
  {
    // Key and salt are inner || outer, one half per layer (RFC 8723 §3.1).
    name: 'DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM',
    ...{ aliases: ['SRTP_DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM'] },
    ...{ registered: true, rfc: 'RFC 8723 §9', onRequestOnly: true },
    ...{ cipher: 'aes', transform: 'double-gcm', prf: 'aes-cm', keyOctets: 32, saltOctets: 24, ...twice, limit },
    ...{ dtlsProfile: 0x0009 },
  },
  {
    name: 'DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM',
    ...{ aliases: ['SRTP_DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM'] },
    ...{ registered: true, rfc: 'RFC 8723 §9', onRequestOnly: true },
    ...{ cipher: 'aes', transform: 'double-gcm', prf: 'aes-cm', keyOctets: 64, saltOctets: 24, ...twice, limit },
    ...{ dtlsProfile: 0x000a },
  },
  {
    // From a dropped draft; some gateways still offer it. Never an alias of the 16-octet suite: the tags differ.
    name: 'AEAD_AES_128_GCM_8',
    ...{
      aliases: [],
      registered: false,
      rfc: 'draft-ietf-avtcore-srtp-aes-gcm-07',
      onRequestOnly: true,
    },
    ...{ cipher: 'aes', transform: 'gcm', prf: 'aes-cm', keyOctets: 16, saltOctets: 12, ...aead(8), limit },
    ...{ sdes: 'AEAD_AES_128_GCM_8' },
  },
  {
    name: 'AEAD_AES_256_GCM_8',
    ...{
      aliases: [],
      registered: false,
      rfc: 'draft-ietf-avtcore-srtp-aes-gcm-07',
      onRequestOnly: true,
    },
    ...{ cipher: 'aes', transform: 'gcm', prf: 'aes-cm', keyOctets: 32, saltOctets: 12, ...aead(8), limit },
    ...{ sdes: 'AEAD_AES_256_GCM_8' },
  },
] as const satisfies readonly SrtpSuite[];

/** The name of a suite in {@link suites}. */
export type SuiteName = (typeof rows)[number]['name'];

/** THE table: one frozen row per suite, keyed by its name. Nothing else in the project repeats what stands here. */
export const suites: Readonly<Record<SuiteName, SrtpSuite & { readonly name: SuiteName }>> = Object.freeze(
  Object.fromEntries(rows.map(row => [row.name, deepFreeze({ ...row })])) as unknown as Record<
    SuiteName,
    SrtpSuite & { name: SuiteName }
  >,
);

const bySpelling = new Map(
  rows.flatMap(({ name, aliases }) => [name, ...aliases].map(spelling => [spelling.toUpperCase(), suites[name]] as const)),
);

/**
 * Finds a suite by its name or an alias, in any case of letters. `undefined` when nothing matches.
 *
 * @example
 * ```ts
 * findSuite('srtp_aes128_cm_hmac_sha1_80')?.name; // 'AES_CM_128_HMAC_SHA1_80'
 * ```
 */
export function findSuite(spelling: string): (SrtpSuite & { readonly name: SuiteName }) | undefined {
  return bySpelling.get(spelling) ?? bySpelling.get(spelling.toUpperCase());
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
