import type { Bundle, KeyOffer, Mode } from '@sdpsec/mikey';
import type { Policy } from '../policy/index.js';

/** Writes a line of ours. */
export function keyMgmtLine(value: string, { interop }: Policy): string {
  return `a=${interop.keyMgmtName}:${value}`;
}

/** A name for an offered exchange. */
export function nameOfMode(mode: Mode): string {
  return `a=key-mgmt:mikey ${mode}`;
}

/** The key that we choose: a TGK, under another MKI than the one before it where the policy wants one. */
export function mikeyKeyOffers({ security }: Policy, before: Bundle | undefined): readonly KeyOffer[] {
  // One key is for both directions: with an MKI that we do not take ourselves it would be of no use to us.
  const length = security.mki.accept ? security.mki.offer : undefined;
  if (length === undefined) return [{ type: 'TGK' }];
  const validity = before?.keys.at(-1)?.validity;
  const mki = new Uint8Array(length);
  if (validity?.kind === 'spi' && validity.spi.length === length) mki.set(validity.spi);
  for (let i = length - 1; i >= 0; i--) {
    mki[i] = ((mki[i] as number) + 1) & 0xff;
    if (mki[i] !== 0) break;
  }
  return [{ type: 'TGK', mki }];
}
