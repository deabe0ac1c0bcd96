import type { ExchangeWarning } from '@sdpsec/mikey';
import type { KeyManagementFailure, Lost } from './agreement.js';
import type { Settlement } from './conclude.js';
import type { NegotiationRemark } from './finding-id.js';
import type { MikeyKeys } from './mikey-keys.js';

/** What became of MIKEY in an m= section. */
export type MikeyOutcome =
  | {
      readonly kind: 'keys';
      readonly keys: MikeyKeys;
      readonly lost: readonly Lost[];
      readonly warnings: readonly ExchangeWarning[];
    }
  | MikeyFailure;

export interface MikeyFailure {
  readonly kind: 'failed';
  /** `hint`: an error message of the peer that nothing authenticates. */
  readonly code: KeyManagementFailure['code'] | 'hint';
  readonly message: string;
}

export function mikeyFailure(code: MikeyFailure['code'], message: string): MikeyFailure {
  return { kind: 'failed', code, message };
}

/** The Warning codes of a 488: 306 where the peer asks for what is not supported, and for any re-keying that fails (RFC 4567 §4.1.2). */
export function failureOf({ code }: MikeyFailure, again: boolean): KeyManagementFailure {
  const unsupported = code === 'policy' || code.startsWith('unsupported-');
  return { code: code === 'hint' ? 'peer-error' : code, warnings: unsupported || again ? [306, 399] : [399] };
}

/** The finding about a message that is refused. */
export function failureRemark({ code, message }: MikeyFailure, ofAnswer: boolean): Omit<NegotiationRemark, 'severity'> {
  const whose = ofAnswer ? 'the MIKEY message of the answer' : 'the MIKEY message';
  return {
    rule: code === 'bidding-down' ? 'mikey/bidding-down' : 'mikey/refused',
    reference: references[code] ?? 'RFC 4567 §4.1.1',
    message: `${whose} is refused (${code}): ${message}`,
  };
}

const references: Partial<Record<MikeyFailure['code'], string>> = {
  'authentication-failed': 'RFC 3830 §5.1.1',
  'bidding-down': 'RFC 4567 §4.1.4',
  'invalid-timestamp': 'RFC 3830 §5.4',
  'not-protected': 'RFC 3830 §4.2.4',
  policy: 'RFC 4567 §7.1',
  replayed: 'RFC 3830 §5.4',
  'unsupported-policy': 'RFC 3830 §6.10',
  'untrusted-certificate': 'RFC 3830 §4.3',
};

/** What an accepted message should not have had, for people. */
export const warningRemarks: {
  readonly [Warning in ExchangeWarning]: NegotiationRemark & { readonly rule: `mikey/${Warning}` };
} = {
  'sdp-ids-absent': {
    rule: 'mikey/sdp-ids-absent',
    severity: 'info',
    message: 'the message has no list of key management protocols, so a line taken away from the SDP would not show',
    reference: 'RFC 4567 §4.1.4',
  },
  'clock-skew': {
    rule: 'mikey/clock-skew',
    severity: 'warning',
    message: 'the timestamp is far from our clock',
    reference: 'RFC 3830 §5.4',
  },
  'rand-absent': {
    rule: 'mikey/rand-absent',
    severity: 'warning',
    message: 'a first message without RAND',
    reference: 'RFC 3830 §6.11',
  },
  'trailing-octets': {
    rule: 'mikey/trailing-octets',
    severity: 'warning',
    message: 'octets follow the last payload',
    reference: 'RFC 3830 §6.1',
  },
  'weak-dh-group': {
    rule: 'mikey/weak-dh-group',
    severity: 'warning',
    message: 'a Diffie-Hellman group of 1024 bits or less',
    reference: 'RFC 3830 §4.2.7',
  },
  'sha1-signature': {
    rule: 'mikey/sha1-signature',
    severity: 'warning',
    message: 'a signature over SHA-1',
    reference: 'RFC 3830 §4.2.6',
  },
  'rfc4650-numbers': {
    rule: 'mikey/rfc4650-numbers',
    severity: 'info',
    message: 'algorithm numbers of RFC 4650 in place of IANA’s',
    reference: 'RFC 4650 §4.2',
  },
  'joined-salt': {
    rule: 'mikey/joined-salt',
    severity: 'info',
    message: 'key and salt joined in one TEK',
    reference: 'RFC 3830 §6.13',
  },
  'tag-length-as-auth-key-length': {
    rule: 'mikey/tag-length-as-auth-key-length',
    severity: 'warning',
    message: 'the policy gives the length of the tag as that of the authentication key',
    reference: 'RFC 3830 §6.10.1',
  },
  'aead-authentication-off': {
    rule: 'mikey/aead-authentication-off',
    severity: 'info',
    message: 'the policy switches authentication off for a suite that always authenticates',
    reference: 'RFC 7714 §14.3',
  },
};

/**
 * RFC 4567 §4.1.2: where the key management of one section does not succeed, the entire session is given up, the parts included where it
 * did.
 */
export function abortedByMikey(settlements: readonly Settlement[]): readonly Settlement[] {
  const failed = settlements.findIndex(one => one.kind === 'rejected' && one.keyManagement !== undefined);
  if (failed < 0) return settlements;
  return settlements.map((settlement): Settlement => {
    if (settlement.kind === 'rejected') return settlement;
    const reason = `the key management of m= section ${failed} failed, and with it the session (RFC 4567 §4.1.2)`;
    return { kind: 'rejected', reason, lost: settlement.lost };
  });
}
