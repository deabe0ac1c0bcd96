import { SrtpError } from './errors.js';
import { type SrtpParameters, srtpParameters } from './parameters.js';
import { findSuite, type SuiteName, suites } from './suites.js';

/** The exporter label of DTLS-SRTP (RFC 5764 §4.2). The exporter runs without a context value (erratum 4788). */
export const dtlsExporterLabel = 'EXTRACTOR-dtls_srtp';

/**
 * How many octets to ask the exporter for: two master keys and two master salts (RFC 5764 §4.2).
 *
 * @param profile the number of the protection profile in the `use_srtp` extension, or its name
 * @throws SrtpError `unsupported-suite` for a profile that is not in `suites`.
 * @example
 * ```ts
 * const material = tls.exportKeyingMaterial(dtlsExporterOctets(0x0007), dtlsExporterLabel);
 * ```
 */
export function dtlsExporterOctets(profile: number | string): number {
  const { keyOctets, saltOctets } = suiteOf(profile);
  return 2 * (keyOctets + saltOctets);
}

/**
 * Cuts what the DTLS exporter gave into the master keys and salts of both directions (RFC 5764 §4.2): client key, server key,
 * client salt, server salt. The octets are copied; the caller may overwrite its own.
 *
 * The NULL profiles use 16 and 14 octets, as their peers do: RFC 5764 gives them none, which leaves nothing to derive the
 * authentication key from. For the double profiles each key and salt is cut as inner half, then outer half (RFC 8723 §3): no
 * published vector and no second implementation has verified this reading.
 *
 * @param keyingMaterial {@link dtlsExporterOctets} octets from the exporter
 * @param profile the number of the protection profile in the `use_srtp` extension, or its name
 * @param role of this end in the DTLS handshake: the client sends with the client's keys
 * @throws SrtpError `unsupported-suite` for a profile that is not in `suites`; `bad-parameters` for another number of octets.
 * @example
 * ```ts
 * const session = new SrtpSession(deriveFromDtlsExporter(material, 'SRTP_AEAD_AES_128_GCM', 'client'));
 * ```
 */
export function deriveFromDtlsExporter(
  keyingMaterial: Uint8Array,
  profile: number | string,
  role: 'client' | 'server',
): { readonly send: readonly [SrtpParameters]; readonly receive: readonly [SrtpParameters] } {
  const { name, keyOctets, saltOctets } = suiteOf(profile);
  const octets = dtlsExporterOctets(profile);
  // A string of the right length, from plain JavaScript, must not become keys.
  if (!(keyingMaterial instanceof Uint8Array))
    throw new SrtpError(
      'bad-parameters',
      `expected keying material as a Uint8Array, got a value of type ${typeof keyingMaterial}`,
    );
  if (keyingMaterial.length !== octets)
    throw new SrtpError(
      'bad-parameters',
      `expected ${octets} octets of keying material for ${name}, got ${keyingMaterial.length}`,
    );
  if (role !== 'client' && role !== 'server') throw new SrtpError('bad-parameters', 'expected the role client or server');
  const [client, server] = [0, 1].map(end =>
    srtpParameters({
      suite: name,
      masterKeys: [
        {
          key: keyingMaterial.subarray(end * keyOctets, (end + 1) * keyOctets),
          salt: keyingMaterial.subarray(2 * keyOctets + end * saltOctets, 2 * keyOctets + (end + 1) * saltOctets),
          // Each SSRC has its own 2^48 indices (RFC 3711 §9.2); the tighter sum of RFC 4568 §6.4.2 is for keys from a=crypto.
          sharedLimit: 2 ** 48,
        },
      ],
    }),
  ) as [SrtpParameters, SrtpParameters];
  return role === 'client' ? { send: [client], receive: [server] } : { send: [server], receive: [client] };
}

function suiteOf(profile: number | string): (typeof suites)[SuiteName] {
  const suite =
    typeof profile === 'number'
      ? Object.values(suites).find(({ dtlsProfile }) => dtlsProfile === profile)
      : findSuite(String(profile));
  if (suite?.dtlsProfile === undefined)
    throw new SrtpError(
      'unsupported-suite',
      `expected a DTLS-SRTP protection profile, got ${JSON.stringify(String(profile).slice(0, 60))}`,
    );
  return suite;
}
