import { type KmsDomain, MikeyError } from '@sdpsec/mikey';
import {
  hashedIdentifier,
  KmsPublicKey,
  keyPeriodNumber,
  monthlyIdentifier,
  ReceiverKey,
  type SakkeKeys,
  sakkeHost,
} from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { z } from 'zod';
import { CliError } from './errors.js';
import { readInput } from './input.js';

const octets = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/i)
  .transform(digits => Uint8Array.from(Buffer.from(digits, 'hex')));

const schema = z.strictObject({
  user: z.string(),
  rsk: octets,
  kpak: octets,
  z: octets,
  kms: z.string().optional(),
  period: z.strictObject({ seconds: z.number().int().min(1), offset: z.number().int().min(0) }).optional(),
});

/** What a user of MIKEY-SAKKE has from his KMS, as far as it takes to verify and open messages for him. */
export interface SakkeUser {
  readonly user: string;
  readonly domain: KmsDomain;
  /** The keys for messages of a time (milliseconds since 1970); `undefined` where the receiver secret key is for none near it. */
  keysAt(time: number): SakkeKeys | undefined;
}

/** Reads the file of `--sakke-keys`. @throws CliError which names the file and the field, and shows no key. */
export function readSakkeUser(file: string): SakkeUser {
  const { user, rsk, kpak, z: publicKey, kms, period } = parse(file);
  if (period && kms === undefined)
    throw new CliError('bad-input', `${file}: expected kms, which the UIDs of a period are made of`);
  const domain: KmsDomain =
    period && kms !== undefined
      ? { scheme: 'hashed-uid', kms, period }
      : { scheme: 'tel-month', ...(kms !== undefined && { kms }) };
  const kmsKey = checked(file, 'z', () => KmsPublicKey.from(publicKey));
  const known = { ...(kms !== undefined && { uri: kms }), kpak, z: kmsKey };
  checked(file, 'kpak', () => sakkeHost({ kms: [known] }));
  if (domain.scheme === 'tel-month') checked(file, 'user', () => monthlyIdentifier(user, Date.now()));
  return {
    ...{ user, domain },
    keysAt: time => {
      for (const identifier of identifiers(user, domain, time)) {
        const key = receiverKey({ identifier, kms: known.z, rsk: Secret.from(rsk) });
        if (key) return { kms: [known], receiverKeys: [key] };
      }
      return undefined;
    },
  };
}

function parse(file: string): z.output<typeof schema> {
  const text = new TextDecoder().decode(readInput(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CliError('bad-input', `${file}: expected JSON`);
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CliError('bad-input', `${file}: ${issue?.path.join('.') || 'the whole'}: ${issue?.code ?? 'invalid'}`);
}

/** T shows the key period; of 3GPP's the neighbours are possible too. A time that has no period is the fault of the message. */
function identifiers(user: string, domain: KmsDomain, time: number): readonly Uint8Array[] {
  try {
    if (domain.scheme === 'tel-month') return [monthlyIdentifier(user, time)];
    const { kms, period } = domain;
    const number = keyPeriodNumber(time, period);
    return [number, number - 1, number + 1].filter(one => one >= 0).map(one => hashedIdentifier(user, kms, period, one));
  } catch (error) {
    if (error instanceof MikeyError) return [];
    throw error;
  }
}

/** What a field of the file makes. */
function checked<T>(file: string, field: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof MikeyError) throw new CliError('bad-input', `${file}: ${field}: ${error.message}`);
    throw error;
  }
}

function receiverKey(material: Parameters<typeof ReceiverKey.from>[0]): ReceiverKey | undefined {
  try {
    return ReceiverKey.from(material);
  } catch (error) {
    if (error instanceof MikeyError) return undefined;
    throw error;
  }
}
