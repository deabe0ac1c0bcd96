// One process of the bench: what MIKEY-SAKKE costs an end of a call. Prints JSON.
import { eccsiVerify, KeyAuthority, KmsPublicKey, ReceiverKey, SigningKey } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import type { SakkeFigures } from './figures.js';
import { median, nanoseconds } from './statistics.js';

const authority = KeyAuthority.random();
const identifier = new TextEncoder().encode('2027-01\0tel:+447700900123\0');
const kms = KmsPublicKey.from(authority.z);
const receiver = ReceiverKey.from({ identifier, kms, rsk: authority.receiverSecretKey(identifier) });
const signer = SigningKey.from(authority.signingKeyMaterial(identifier));
const message = new Uint8Array(560);
const [ssv, signature] = [Secret.random(16), signer.sign(message)];
const data = kms.encapsulate(ssv, identifier);

/** Milliseconds of CPU time for one call, the median of some. */
function milliseconds(call: () => void): number {
  const [warm, measured] = [10, 25];
  for (let i = 0; i < warm; i++) call();
  return median(Array.from({ length: measured }, () => nanoseconds(call) / 1e6));
}

const figures: SakkeFigures = {
  encapsulateMs: milliseconds(() => kms.encapsulate(ssv, identifier)),
  decapsulateMs: milliseconds(() => receiver.decapsulate(data)),
  signMs: milliseconds(() => signer.sign(message)),
  verifyMs: milliseconds(() => eccsiVerify(message, signature, identifier, authority.kpak)),
};
console.log(JSON.stringify(figures));
