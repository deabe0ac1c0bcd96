import type { RtpSessionKeying } from '@sdpsec/negotiation/offer-answer';
import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';

const describe1 = ({ suite, masterKeys }: SrtpParameters) =>
  `${suite} ${masterKeys.map(({ key, salt, mki }) => Buffer.concat([key.reveal(), salt.reveal(), mki ?? new Uint8Array()]).toString('hex')).join()}`;

/** What a session sends with, and receives with, as text to compare. */
export const sends = (session: RtpSessionKeying | undefined) => session?.send.map(describe1).join();
export const receives = (session: RtpSessionKeying | undefined) => session?.receive.map(describe1).join();
