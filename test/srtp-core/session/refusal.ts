import { SrtpError, type SrtpErrorCode } from '@sdpsec/srtp-core';

/** The code of the SrtpError that `act` throws; `undefined` when it throws none. Any other exception passes. */
export function refusal(act: () => unknown): SrtpErrorCode | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof SrtpError) return error.code;
    throw error;
  }
  return undefined;
}
