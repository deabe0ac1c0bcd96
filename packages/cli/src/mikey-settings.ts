import { X509Certificate } from 'node:crypto';
import { type AsyncMikeyHost, byteString, type Identity, MikeyError, type Mode, nai, uri } from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import type { MikeySettings, Policy } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { readInput } from './input.js';
import { readKeys } from './mikey-keys.js';

/** The options of `addMikeyOptions`. */
export interface MikeyFlags {
  readonly pskFile?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly anchors?: string;
  readonly peerCertificate?: string;
  readonly identity?: string;
  readonly peerIdentity?: string;
}

/** Whether anything is given that MIKEY needs. */
export function hasMikey({ pskFile, certificate, privateKey, anchors, peerCertificate }: MikeyFlags): boolean {
  return [pskFile, certificate, privateKey, anchors, peerCertificate].some(flag => flag !== undefined);
}

/** What an Initiator cannot begin an exchange without; SAKKE, which takes the keys of a KMS, is offered by programs alone. */
const needed = {
  psk: ['pskFile'],
  'public-key': ['certificate', 'privateKey', 'peerCertificate', 'identity'],
  dh: ['certificate', 'privateKey'],
  dhhmac: ['pskFile'],
  'rsa-r': ['certificate', 'privateKey'],
} as const satisfies Readonly<Record<Exclude<Mode, 'sakke'>, readonly (keyof MikeyFlags)[]>>;

/** An exchange that `--mikey` names. */
export type OfferedExchange = keyof typeof needed;

/** @throws CliError `usage` where an option is missing that the exchange cannot be offered without. */
export function expectMikeyOptions(exchange: OfferedExchange, flags: MikeyFlags): void {
  const missing = needed[exchange].filter(flag => flags[flag] === undefined);
  if (missing.length === 0) return;
  const names = missing.map(flag => `--${flag.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`);
  throw new CliError('usage', `--mikey ${exchange} needs ${names.join(' and ')}`);
}

/** @throws CliError which names the option or the file, and never shows a key. */
export function mikeySettings(flags: MikeyFlags, { security }: Policy): MikeySettings<AsyncMikeyHost> {
  const { certificate, anchors, peerCertificate, identity, peerIdentity } = flags;
  if ((flags.privateKey === undefined) !== (certificate === undefined))
    throw new CliError('usage', 'expected --private-key and --certificate together, got one of them');
  const { secret, privateKey } = readKeys(flags);
  try {
    return {
      host: nodeHost({
        ...(secret && { psk: () => secret }),
        ...(privateKey && { privateKey }),
        certificates: certificate === undefined ? [] : certificatesOf(certificate),
        anchors: anchors === undefined ? [] : certificatesOf(anchors),
        allow: security.mikey.allow,
      }),
      ...(identity !== undefined && { identity: identityOf(identity) }),
      ...(peerIdentity !== undefined && { peer: identityOf(peerIdentity) }),
      ...(peerCertificate !== undefined && { peerCertificates: certificatesOf(peerCertificate) }),
    };
  } catch (error) {
    if (error instanceof MikeyError) throw new CliError('bad-input', error.message);
    throw error;
  }
}

/** A URI, a network access identifier, or a name of some other kind (RFC 3830 §6.7, RFC 6043 §6.5). */
function identityOf(name: string): Identity {
  if (/^[a-z][a-z0-9+.-]*:/i.test(name)) return uri(name);
  return name.includes('@') ? nai(name) : byteString(new TextEncoder().encode(name));
}

/** The certificates of a PEM file, in its order. */
function certificatesOf(file: string): Uint8Array[] {
  const text = Buffer.from(readInput(file)).toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map(block => Uint8Array.from(new X509Certificate(block).raw));
  } catch {
    // A block that holds no certificate.
  }
  throw new CliError('bad-input', `${file}: expected certificates in PEM`);
}
