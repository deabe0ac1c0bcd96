/// <reference types="node" />
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import {
  type AltName,
  Certificate,
  CertificateChainValidationEngine,
  id_BasicConstraints,
  id_CertificatePolicies,
  id_ExtKeyUsage,
  id_InhibitAnyPolicy,
  id_KeyUsage,
  id_NameConstraints,
  id_PolicyConstraints,
  id_PolicyMappings,
  id_SubjectAltName,
} from 'pkijs';
import type { CertificateUse, Distrust, TrustedKey } from '../exchange/host.js';
import { type Identity, nai, type Peer, sameIdentity, uri } from '../identity.js';
import { equalOctets } from '../octets.js';

/** What chains are checked against. */
export interface TrustOptions {
  /** Trusted certificates in DER; without any nothing is trusted. An anchor may be an end entity's certificate itself. */
  readonly anchors: readonly Uint8Array[];
  readonly allowSha1: boolean;
}

/** Most certificates of a chain, its anchor not counted: more is work that a stranger makes us do. */
const longestChain = 5;
/** Smallest RSA modulus, bits, of every certificate in a chain. */
const smallestModulus = 2048;

/** The bits of KeyUsage (RFC 5280 §4.2.1.3), in the first octet. */
const usageBit = { signature: 0x80, encryption: 0x20 } as const;
/**
 * MIKEY has no extended key usage of its own, so certificates of people and devices for TLS and SIP serve; one that is restricted to other
 * purposes, such as signing code or time stamps, does not (RFC 5280 §4.2.1.12, RFC 5924 §4).
 */
const purposes: ReadonlySet<string> = new Set([
  '2.5.29.37.0', // any
  '1.3.6.1.5.5.7.3.1', // serverAuth
  '1.3.6.1.5.5.7.3.2', // clientAuth
  '1.3.6.1.5.5.7.3.20', // sipDomain
]);
/** The extensions that are processed here or by PKI.js: all of RFC 5280 §6. */
const processedExtensions: ReadonlySet<string> = new Set([
  id_KeyUsage,
  id_ExtKeyUsage,
  id_SubjectAltName,
  id_BasicConstraints,
  id_NameConstraints,
  id_CertificatePolicies,
  id_PolicyMappings,
  id_PolicyConstraints,
  id_InhibitAnyPolicy,
]);
const sha1OrWorse = /sha-?1|md5|md2/i;

/**
 * Validates a chain, end entity first, at a time (RFC 5280 §6, by PKI.js), and binds it to the peer's identity. What PKI.js leaves to its caller is
 * checked here: path length, strength of keys and signatures, key usage of the end entity.
 */
export async function validateChain(
  chain: readonly Uint8Array[],
  { remote }: Peer,
  now: number,
  use: CertificateUse,
  { anchors, allowSha1 }: TrustOptions,
): Promise<TrustedKey | Distrust> {
  if (anchors.length === 0) return distrusted('there are no trusted certificates');
  const leafOctets = chain[0];
  if (!leafOctets) return distrusted('the message has no certificate, and none is known for the peer');
  if (chain.length > longestChain)
    return distrusted(`expected a chain of at most ${longestChain} certificates, got ${chain.length}`);
  try {
    const weak = firstWeakness(chain);
    if (weak) return distrusted(weak);
    const parsed = chain.map(octets => Certificate.fromBER(Uint8Array.from(octets)));
    const leaf = parsed[0] as Certificate;
    const path = await validPath(parsed, leafOctets, anchors, now);
    if (typeof path === 'string') return distrusted(path);
    // The anchor is not in the chain, and a small key of its own would make the rest of the path worth nothing.
    const weakAnchor = firstWeakness(path.map(certificate => new Uint8Array(certificate.toSchema().toBER())));
    if (weakAnchor) return distrusted(weakAnchor);
    if (!allowSha1 && path.some(certificate => sha1OrWorse.test(signatureHash(certificate))))
      return distrusted('a certificate is signed over SHA-1 or MD5');
    const problem = pathLengthProblem(path) ?? criticalProblem(path) ?? usageProblem(leaf, use) ?? purposeProblem(leaf);
    if (problem) return distrusted(problem);
    const identities = subjectIdentities(leaf);
    if (remote && !identities.some(identity => sameIdentity(identity, remote)))
      return distrusted('the subjectAltName of the certificate is not the identity of the peer');
    return { kind: 'trusted', identities, publicKey: publicKeyOf(leafOctets) };
  } catch (error) {
    return distrusted(`the certificates cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}

/** The key of a certificate. */
export function publicKeyOf(certificate: Uint8Array): KeyObject {
  return createPublicKey(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }));
}

/** The path from the end entity to an anchor, or what is wrong with it. */
async function validPath(
  chain: readonly Certificate[],
  leafOctets: Uint8Array,
  anchors: readonly Uint8Array[],
  now: number,
): Promise<readonly Certificate[] | string> {
  const leaf = chain[0] as Certificate;
  const checkDate = new Date(now);
  if (anchors.some(anchor => equalOctets(anchor, leafOctets))) {
    const valid = leaf.notBefore.value <= checkDate && checkDate <= leaf.notAfter.value;
    return valid ? [leaf] : 'the certificate is not valid at this time';
  }
  const trustedCerts = anchors.map(anchor => Certificate.fromBER(Uint8Array.from(anchor)));
  const engine = new CertificateChainValidationEngine({
    trustedCerts,
    // PKI.js wants the end entity last.
    certs: [...chain].reverse(),
    checkDate,
    // The issuer is the next one in the chain or an anchor, and nothing else: certificates that issue each other would have PKI.js search forever.
    findIssuer: async certificate => {
      const next = chain[chain.indexOf(certificate) + 1];
      const candidates = [...(next && chain.includes(certificate) ? [next] : []), ...trustedCerts];
      const issuers: Certificate[] = [];
      for (const candidate of candidates)
        if (
          candidate !== certificate &&
          certificate.issuer.isEqual(candidate.subject) &&
          (await isSignedBy(certificate, candidate))
        )
          issuers.push(candidate);
      return issuers;
    },
  });
  const verdict = await engine.verify();
  if (!verdict.result || !verdict.certificatePath) return verdict.resultMessage || 'the chain leads to no trusted certificate';
  return verdict.certificatePath;
}

async function isSignedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  try {
    return await certificate.verify(issuer);
  } catch {
    return false;
  }
}

function firstWeakness(chain: readonly Uint8Array[]): string | undefined {
  return chain.map(octets => weakness(new X509Certificate(octets))).find(reason => reason !== undefined);
}

function weakness({ publicKey }: X509Certificate): string | undefined {
  if (publicKey.asymmetricKeyType !== 'rsa' && publicKey.asymmetricKeyType !== 'rsa-pss')
    return `expected RSA certificates, got ${publicKey.asymmetricKeyType}`;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < smallestModulus ? `expected RSA keys of at least ${smallestModulus} bits, got ${bits}` : undefined;
}

/** The OIDs of PKCS #1 signatures over MD2, MD5 and SHA-1; others are named by themselves. */
function signatureHash({ signatureAlgorithm }: Certificate): string {
  const names: Readonly<Record<string, string>> = {
    '1.2.840.113549.1.1.2': 'MD2',
    '1.2.840.113549.1.1.4': 'MD5',
    '1.2.840.113549.1.1.5': 'SHA-1',
    '1.3.14.3.2.29': 'SHA-1',
  };
  return names[signatureAlgorithm.algorithmId] ?? signatureAlgorithm.algorithmId;
}

/** RFC 5280 §4.2.1.9: how many certificates may stand between a CA's and the end entity's. */
function pathLengthProblem(path: readonly Certificate[]): string | undefined {
  for (const [between, certificate] of path.slice(1).entries()) {
    const constraints = certificate.extensions?.find(({ extnID }) => extnID === id_BasicConstraints)?.parsedValue;
    const limit = constraints?.pathLenConstraint;
    if (typeof limit === 'number' && hasPathLength(constraints) && between > limit)
      return `a certificate allows ${limit} certificates below it, got ${between}`;
  }
  return undefined;
}

/** PKI.js gives 0 for a constraint that is absent; its own encoding tells them apart. */
function hasPathLength(constraints: { toSchema(): { valueBlock: { value: readonly unknown[] } }; cA?: boolean }): boolean {
  return constraints.toSchema().valueBlock.value.length > 1;
}

/** RFC 5280 §4.2: a critical extension that nobody processes. PKI.js takes every one that it can decode. */
function criticalProblem(path: readonly Certificate[]): string | undefined {
  for (const { extensions } of path) {
    const unknown = extensions?.find(({ critical, extnID }) => critical && !processedExtensions.has(extnID));
    if (unknown) return `the critical extension ${unknown.extnID} of a certificate is not known`;
  }
  return undefined;
}

function purposeProblem(leaf: Certificate): string | undefined {
  const extension = leaf.extensions?.find(({ extnID }) => extnID === id_ExtKeyUsage);
  const found: readonly string[] = extension?.parsedValue?.keyPurposes ?? [];
  if (!extension || found.some(purpose => purposes.has(purpose))) return undefined;
  return `the certificate is for other purposes: ${found.join(', ')}`;
}

function usageProblem(leaf: Certificate, use: CertificateUse): string | undefined {
  const extension = leaf.extensions?.find(({ extnID }) => extnID === id_KeyUsage);
  if (!extension) return undefined;
  const bits = new Uint8Array(extension.parsedValue.valueBlock.valueHexView)[0] ?? 0;
  return (bits & usageBit[use]) === 0 ? `the certificate is not for ${use}` : undefined;
}

/** URIs and mail addresses of the subjectAltName (RFC 5280 §4.2.1.6), as identities of MIKEY. */
function subjectIdentities(leaf: Certificate): Identity[] {
  const extension = leaf.extensions?.find(({ extnID }) => extnID === id_SubjectAltName);
  const names: AltName['altNames'] = extension?.parsedValue?.altNames ?? [];
  return names.flatMap(({ type, value }) => {
    if (type === 6) return [uri(String(value))];
    if (type === 1) return [nai(String(value))];
    return [];
  });
}

function distrusted(reason: string): Distrust {
  return { kind: 'distrusted', reason };
}
