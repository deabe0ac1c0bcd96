import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';

/** What protects media in one direction, for a report. */
export interface ParametersReport {
  readonly suite: string;
  /** `any`, or what the key is bound to: SSRC in eight digits, ROC where it is known. */
  readonly streams: 'any' | readonly { readonly ssrc: string; readonly roc?: number }[];
  readonly keys: readonly {
    readonly mki?: string;
    /** In hexadecimal, with `--show-keys` alone. */
    readonly masterKey?: string;
    readonly masterSalt?: string;
  }[];
}

export function parametersReport({ suite, streams, masterKeys }: SrtpParameters, showKeys: boolean): ParametersReport {
  return {
    suite,
    streams:
      streams === 'any'
        ? streams
        : streams.map(({ ssrc, roc }) => ({ ssrc: ssrc.toString(16).padStart(8, '0'), ...(roc !== undefined && { roc }) })),
    keys: masterKeys.map(({ key, salt, mki }) => ({
      ...(mki && { mki: hex(mki) }),
      ...(showKeys && { masterKey: hex(key.reveal()), masterSalt: hex(salt.reveal()) }),
    })),
  };
}

/** The same in a line. */
export function parametersText({ suite, streams, keys }: ParametersReport): string {
  const bound =
    streams === 'any'
      ? 'any SSRC'
      : streams.map(({ ssrc, roc }) => `SSRC ${ssrc}${roc === undefined ? '' : `, ROC ${roc}`}`).join('; ');
  const shown = keys.map(({ mki, masterKey, masterSalt }) => {
    const key = masterKey === undefined ? 'key hidden' : `key ${masterKey} salt ${masterSalt}`;
    return mki === undefined ? key : `MKI ${mki}, ${key}`;
  });
  return `${suite}, ${bound}; ${shown.join('; ')}`;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
