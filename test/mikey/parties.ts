import {
  computeMac,
  decodeMessage,
  drive,
  type Established,
  encodeMessage,
  find,
  type Initiator,
  type MikeyHost,
  type MikeyMessage,
  type Offered,
  type Outcome,
  type Payload,
  type Responder,
  replayCache,
  uri,
} from '@sdpsec/mikey';
import { Secret, type SrtpParameters } from '@sdpsec/srtp-core';

export const alice = uri('sip:alice@example.org');
export const bob = uri('sip:bob@example.org');
/** Within the validity of the vectors' certificates. */
export const now = Date.UTC(2027, 0, 1);
export const psk = Secret.from(new Uint8Array(16).fill(7));
export const cm80 = { suite: 'AES_CM_128_HMAC_SHA1_80' } as const;

/** A host with a pre-shared key and a replay cache of its own. */
export function pskHost(key: Secret | undefined = psk): MikeyHost {
  return { psk: () => key, claimReplay: replayCache({ now: () => now }) };
}

export function offered(outcome: Outcome): Offered {
  if (outcome.kind !== 'offered') throw new Error(`expected an offer, got ${JSON.stringify(outcome)}`);
  return outcome;
}

export function established(outcome: Outcome): Established {
  if (outcome.kind !== 'established') throw new Error(`expected keys, got ${JSON.stringify(outcome)}`);
  return outcome;
}

/** The code of a refusal, or what else came out. */
export function refusal(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

/** Runs both messages of an exchange between two ends with hosts of their own. */
export function exchange(
  initiating: Initiator,
  responding: Responder,
  [one, other]: readonly [MikeyHost, MikeyHost] = [pskHost(), pskHost()],
): { offer: Offered; answer: Established; done: Established } {
  const offer = offered(drive(initiating.start(now), one));
  const answer = established(drive(responding.handle(offer.message, now), other));
  const reply = answer.reply;
  if (!reply) throw new Error('no reply');
  return { offer, answer, done: established(drive(initiating.handle(offer.state, reply, now), one)) };
}

/** Parameters with keys as hexadecimal, to be compared. */
export function keysOf(sessions: readonly { csId: number; parameters: SrtpParameters }[]): unknown {
  const hex = (secret: Secret) => Buffer.from(secret.reveal()).toString('hex');
  return sessions.map(({ csId, parameters }) => ({
    csId,
    ...parameters,
    masterKeys: parameters.masterKeys.map(({ key, salt, mki, ...rest }) => ({
      ...{ key: hex(key), salt: hex(salt), ...(mki && { mki: Buffer.from(mki).toString('hex') }), ...rest },
    })),
  }));
}

/** The same message with its payloads changed; MAC and signature are left as they are. */
export function tampered(octets: Uint8Array, change: (payload: Payload) => Payload | undefined): Uint8Array {
  const message: MikeyMessage = decodeMessage(octets);
  return encodeMessage({ ...message, payloads: message.payloads.flatMap(payload => change(payload) ?? []) });
}

/** With the MAC that the changed message should have. */
export function resealed(octets: Uint8Array): Uint8Array {
  const message = decodeMessage(octets);
  const [timestamp, rand] = [find(message, 'T'), find(message, 'RAND')?.rand];
  if (!timestamp || !rand) throw new Error('not a first message');
  const { prf, csbId } = message.header;
  const covered = octets.subarray(0, -20);
  const mac = computeMac(1, covered, { prf, csbId, rand, timestamp, key: psk.reveal() });
  return Uint8Array.from([...covered, ...mac]);
}
