import { drive, responder } from '@sdpsec/mikey';
import { type SrtpParameters, type SuiteName, suites } from '@sdpsec/srtp-core';

const names = Object.keys(suites) as SuiteName[];

/**
 * What each crypto session of a MIKEY message sends with, where the message protects its keys with NULL algorithms: RTSP devices leave
 * that to TLS (RFC 3830 §4.2.3). Any other message keeps its keys, and then there are none here.
 */
export function mikeyParameters(message: Uint8Array): SrtpParameters[] {
  const reader = responder({ modes: ['psk'], suites: names, lowerLayerProtects: true, skew: 'off' });
  const outcome = drive(reader.handle(message, 0), { psk: () => undefined, claimReplay: () => true });
  return outcome.kind === 'established' ? outcome.cryptoSessions.map(({ parameters }) => parameters) : [];
}
