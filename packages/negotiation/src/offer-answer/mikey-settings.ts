import type { AsyncMikeyHost, InitiatorOptions, MikeyHost, ResponderOptions, SrtpPolicy } from '@sdpsec/mikey';

/** A stream that we send: MIKEY names its SSRC, and the rollover counter that it has reached (RFC 3830 §6.1.1). */
export interface OwnStream {
  readonly ssrc: number;
  /** Default 0. */
  readonly roc?: number;
}

/**
 * Who we are in MIKEY and whom we ask: what does not fit into a policy, for it is about one call. Which exchanges are offered and accepted
 * says the policy; the remaining fields are those of mikey's own options.
 */
export interface MikeySettings<Host extends AsyncMikeyHost = MikeyHost>
  extends Pick<
    InitiatorOptions,
    | 'identity'
    | 'peer'
    | 'peerCertificates'
    | 'skew'
    | 'lowerLayerProtects'
    | 'coverage'
    | 'signature'
    | 'prf'
    | 'encryption'
    | 'mac'
    | 'dhGroup'
    | 'envelopeCaching'
    | 'certificateHash'
    | 'csbIdsInUse'
    | 'sakke'
  > {
  /** Pre-shared keys, certificates, the replay cache. */
  readonly host: Host;
  /**
   * What the offer asks for in packets that carry their ROC (RFC 4771): only MIKEY can, and few peers know it. Default: nothing. Without AEAD mode 3,
   * and mode 1 with a rate above 1, leave packets without a MAC: the policy has to allow `unauthenticated-srtp`.
   */
  readonly rcc?: SrtpPolicy['rcc'];
  /** The one stream that we send in an m= section, if that is known; otherwise any SSRC is taken. */
  readonly stream?: (section: number) => OwnStream | undefined;
}

/** The part of the settings that both ends of an exchange share. */
export function exchangeOptions({
  identity,
  peer,
  skew,
  lowerLayerProtects,
  coverage,
  signature,
  encryption,
  mac,
  sakke,
}: Omit<MikeySettings, 'host'>): Pick<
  ResponderOptions,
  'identity' | 'peer' | 'skew' | 'lowerLayerProtects' | 'coverage' | 'signature' | 'encryption' | 'mac' | 'sakke'
> {
  return {
    ...(identity && { identity }),
    ...(peer && { peer }),
    ...(skew !== undefined && { skew }),
    ...(lowerLayerProtects !== undefined && { lowerLayerProtects }),
    ...(coverage && { coverage }),
    ...(signature && { signature }),
    ...(encryption && { encryption }),
    ...(mac && { mac }),
    ...(sakke && { sakke }),
  };
}

/** The host of those who do without MIKEY: nothing is ever asked of it. */
export const nobody: MikeyHost = { claimReplay: () => false };
