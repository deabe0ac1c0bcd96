import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Secret } from '@sdpsec/srtp-core';
import { CliError } from './errors.js';
import { readInput } from './input.js';
import { readSakkeUser, type SakkeUser } from './sakke-keys.js';

/** The options that give keys. */
export interface KeyFlags {
  readonly key?: string;
  readonly pskFile?: string;
  readonly privateKey?: string;
  readonly sakkeKeys?: string;
}

/** What messages are opened with. */
export interface GivenKeys {
  /** The pre-shared key, or the envelope key of a public-key message. */
  readonly secret?: Secret;
  readonly privateKey?: KeyObject;
  readonly sakke?: SakkeUser;
}

/** @throws CliError which names the option and never shows a key. */
export function readKeys({ key, pskFile, privateKey, sakkeKeys }: KeyFlags): GivenKeys {
  if (key !== undefined && pskFile !== undefined) throw new CliError('usage', 'expected --key or --psk-file, got both');
  const secret = key !== undefined ? keyOf(key, '--key', 'usage') : pskFile !== undefined ? keyOfFile(pskFile) : undefined;
  return {
    ...{ ...(secret && { secret }), ...(privateKey !== undefined && { privateKey: readPrivateKey(privateKey) }) },
    ...(sakkeKeys !== undefined && { sakke: readSakkeUser(sakkeKeys) }),
  };
}

/** A file of text, or of the octets themselves. */
function keyOfFile(file: string): Secret {
  const octets = readInput(file);
  const text = new TextDecoder().decode(octets).trim();
  if (octets.length === 0) throw new CliError('bad-input', `${file} is empty`);
  return /^[\x21-\x7e]+$/.test(text) ? keyOf(text, file, 'bad-input') : Secret.from(octets);
}

/** Hex where all of it reads as hex, else base64 with or without padding. */
function keyOf(text: string, source: string, code: 'usage' | 'bad-input'): Secret {
  const trimmed = text.trim();
  if (/^(?:[0-9a-f]{2})+$/i.test(trimmed)) return Secret.from(Buffer.from(trimmed, 'hex'));
  if (/^[A-Za-z0-9+/]{2,}={0,2}$/.test(trimmed)) return Secret.from(Buffer.from(trimmed, 'base64'));
  throw new CliError(code, `${source}: expected a key in base64 or hex`);
}

/** The RSA key of a file. @throws CliError `bad-input` */
export function readPrivateKey(file: string): KeyObject {
  const pem = Buffer.from(readInput(file));
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Not a key, or one behind a passphrase.
  }
  throw new CliError('bad-input', `${file}: expected an RSA private key in PEM without passphrase`);
}
