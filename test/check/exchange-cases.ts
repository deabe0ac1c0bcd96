import type { ExchangeInput } from '@sdpsec/check/exchange';
import { k, sdp } from './rule-cases.js';

const crypto = (tag: number, key: number, rest = '', suite = 'AES_CM_128_HMAC_SHA1_80') =>
  `a=crypto:${tag} ${suite} inline:${k[key]}${rest}`;
const savp = (...lines: readonly string[]) => sdp('m=audio 49170 RTP/SAVP 0', ...lines);
const avp = (...lines: readonly string[]) => sdp('m=audio 49170 RTP/AVP 0', ...lines);
const moved = (...lines: readonly string[]) => sdp('m=audio 49180 RTP/SAVP 0', ...lines);
const offer = savp(crypto(1, 0));
const answer = savp(crypto(1, 1));
const mikey = 'a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyOkx';

const dtls = (setup: string, octet: string, tlsId: string) =>
  sdp(
    'm=audio 49170 UDP/TLS/RTP/SAVP 0',
    `a=setup:${setup}`,
    `a=fingerprint:sha-256 ${Array(32).fill(octet).join(':')}`,
    `a=tls-id:${tlsId.repeat(20)}`,
  );

/** SDPs that belong together, and what a rule says of them. */
export interface ExchangeCase {
  readonly fires: ExchangeInput;
  /** Line and column, in the last of the SDPs that are judged. */
  readonly at: readonly [line: number, column: number];
  readonly nearMiss: ExchangeInput;
}

export const exchangeCases: Readonly<Record<string, ExchangeCase>> = {
  'mikey/answer-not-offered': {
    fires: { offer, answers: [savp(mikey)] },
    at: [7, 1],
    nearMiss: { offer: savp(mikey), answers: [savp(mikey)] },
  },
  'mikey/multiple-in-answer': {
    fires: { offer: savp(mikey), answers: [savp(mikey, mikey)] },
    at: [8, 1],
    nearMiss: { offer: savp(mikey), answers: [savp(mikey)] },
  },
  'mikey/refused': {
    fires: { offer: savp(mikey), answers: [savp(mikey.replace('mikey ', 'keyp1 '))] },
    at: [7, 1],
    nearMiss: { offer: savp(mikey), answers: [savp(mikey)] },
  },
  'oa/answer-line-unusable': {
    fires: { offer, answers: [savp(crypto(1, 1).slice(0, -4))] },
    at: [7, 43],
    nearMiss: { offer, answers: [answer] },
  },
  'oa/answer-not-acceptable': {
    // Whatever the RFCs allow is acceptable without a policy: the test of policies is below.
    fires: { offer: savp(crypto(1, 0)), answers: [savp(crypto(1, 1, '|2^31|1:4'))] },
    at: [7, 1],
    nearMiss: { offer, answers: [answer] },
  },
  'oa/downgrade-on-reinvite': {
    fires: { previous: offer, offer: avp() },
    at: [6, 1],
    nearMiss: { previous: avp(), offer: avp() },
  },
  'oa/fork-early-media': {
    fires: { offer, answers: [answer, savp(crypto(1, 2))] },
    at: [6, 1],
    nearMiss: { offer, answers: [answer, answer] },
  },
  'oa/keep-key-on-refresh': {
    fires: { previous: savp(crypto(1, 0), 'a=sendrecv'), offer: savp(crypto(1, 1), 'a=sendonly') },
    at: [6, 1],
    nearMiss: { previous: savp(crypto(1, 0), 'a=sendrecv'), offer: savp(crypto(1, 0), 'a=sendonly') },
  },
  'oa/late-offer-key': {
    fires: { previous: offer, offer: savp(crypto(1, 1)) },
    at: [2, 1],
    nearMiss: { previous: offer, offer: savp(crypto(1, 1)).replace('o=- 2 2', 'o=- 2 3') },
  },
  'oa/moved-without-rekey': {
    fires: { previous: offer, offer: moved(crypto(1, 0)) },
    at: [6, 1],
    // Held, not moved (RFC 3264 §8.4).
    nearMiss: { previous: offer, offer: savp('c=IN IP4 0.0.0.0', crypto(1, 0)) },
  },
  'oa/multiple-crypto-in-answer': {
    fires: { offer: savp(crypto(1, 0), crypto(2, 2)), answers: [savp(crypto(1, 1), crypto(2, 3))] },
    at: [8, 1],
    nearMiss: { offer: savp(crypto(1, 0), crypto(2, 2)), answers: [savp(crypto(2, 3))] },
  },
  'oa/osrtp-answer-not-offered': {
    fires: { offer: avp(), answers: [avp(crypto(1, 1))] },
    at: [7, 1],
    nearMiss: { offer: avp(crypto(1, 0)), answers: [avp(crypto(1, 1))] },
  },
  'oa/rekey-detect': {
    fires: { previous: offer, offer: savp(crypto(1, 1)) },
    at: [6, 1],
    nearMiss: { previous: offer, offer: moved(crypto(1, 1)) },
  },
  'oa/roc-on-rekey': {
    fires: { previous: offer, offer: moved(crypto(1, 1)) },
    at: [6, 1],
    nearMiss: { previous: offer, offer: savp(crypto(1, 1)) },
  },
  'oa/section-count': {
    fires: { offer, answers: [savp(crypto(1, 1), 'm=video 49172 RTP/SAVP 96', crypto(1, 2))] },
    at: [8, 1],
    nearMiss: { offer: savp(crypto(1, 0), 'm=video 49172 RTP/AVP 96'), answers: [savp(crypto(1, 1), 'm=video 0 RTP/AVP 96')] },
  },
  'oa/section-rejected': {
    fires: { offer, answers: [sdp('m=audio 0 RTP/SAVP 0')] },
    at: [6, 1],
    nearMiss: { offer, answers: [answer] },
  },
  'oa/tls-id': {
    fires: { offer: dtls('actpass', 'AB', 'a'), answers: [dtls('active', 'CD', 'a')] },
    at: [6, 1],
    nearMiss: { offer: dtls('actpass', 'AB', 'a'), answers: [dtls('active', 'CD', 'b')] },
  },
  'oa/two-keyings-in-answer': {
    fires: { offer: savp(crypto(1, 0), mikey), answers: [savp(crypto(1, 1), mikey)] },
    at: [8, 1],
    nearMiss: { offer: savp(crypto(1, 0), mikey), answers: [savp(crypto(1, 1))] },
  },
  'oa/unsecured': {
    fires: { offer: avp(crypto(1, 0)), answers: [avp()] },
    at: [6, 1],
    nearMiss: { offer: avp(crypto(1, 0)), answers: [avp(crypto(1, 1))] },
  },
  'sdes/answer-key-reuse': {
    fires: { offer, answers: [savp(crypto(1, 0))] },
    at: [7, 1],
    nearMiss: { offer, answers: [answer] },
  },
  'sdes/answer-session-params': {
    fires: { offer: savp(crypto(1, 0, ' UNENCRYPTED_SRTCP')), answers: [savp(crypto(1, 1))] },
    at: [7, 1],
    // Declarative: each side has its own.
    nearMiss: { offer: savp(crypto(1, 0, ' WSH=128')), answers: [savp(crypto(1, 1))] },
  },
  'sdes/answer-suite-mismatch': {
    fires: { offer, answers: [savp(crypto(1, 1, '', 'AES_CM_128_HMAC_SHA1_32'))] },
    at: [7, 12],
    nearMiss: { offer, answers: [savp(crypto(1, 1, '', 'SRTP_AES128_CM_HMAC_SHA1_80'))] },
  },
  'sdes/answer-tag-mismatch': {
    fires: { offer: savp(crypto(7, 0)), answers: [answer] },
    at: [7, 10],
    nearMiss: { offer: savp(crypto(7, 0)), answers: [savp(crypto(7, 1))] },
  },
  'sdes/mki-asymmetric-answer': {
    fires: { offer: savp(crypto(1, 0, '|2^31|1:4')), answers: [savp(crypto(1, 1, '|2^31|1:1'))] },
    at: [7, 1],
    nearMiss: { offer: savp(crypto(1, 0, '|2^31|1:4')), answers: [savp(crypto(1, 1, '|2^31|9:4'))] },
  },
  'sdp/answer-profile-change': {
    fires: { offer, answers: [avp(crypto(1, 1))] },
    at: [6, 15],
    nearMiss: { offer, answers: [sdp('m=audio 0 RTP/AVP 0')] },
  },
};
