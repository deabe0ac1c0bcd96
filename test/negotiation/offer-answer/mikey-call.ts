import { readFileSync } from 'node:fs';
import { type AsyncMikeyHost, decodeMessage, type MikeyHost, type MikeyMessage, replayCache, uri } from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import {
  type Accepted,
  type Agreement,
  type Answered,
  answerOffer,
  answerOfferAsync,
  createOffer,
  createOfferAsync,
  type Dialog,
  type MikeySettings,
  type NegotiationOptions,
  type PendingOffer,
} from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { Secret, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { audio, sdp, session } from '../sdp.js';

export const alice = uri('sip:alice@example.org');
export const bob = uri('sip:bob@example.org');
/** Within the validity of the certificates of test/vectors/mikey. */
export const now = Date.UTC(2027, 0, 1);
export const psk = Secret.from(new Uint8Array(16).fill(7));

/** A host with a pre-shared key and a replay cache of its own. */
export function pskHost(key: Secret | undefined = psk): MikeyHost {
  return { psk: () => key, claimReplay: replayCache({ now: () => now }) };
}

const certificate = (name: string) => readFileSync(new URL(`../../vectors/mikey/certificates/${name}`, import.meta.url), 'utf8');
export const chainOf = (name: string) =>
  [certificate(`${name}.pem`), certificate('intermediate.pem')].map(pem =>
    Uint8Array.from(Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')),
  );

/** The same with a certificate: `leaf` is Alice's, `bob` Bob's. */
export function rsaHost(name: 'leaf' | 'bob'): AsyncMikeyHost {
  const rsa = nodeHost({
    ...{ certificates: [certificate(`${name}.pem`), certificate('intermediate.pem')], privateKey: certificate('leaf.key') },
    anchors: [certificate('root.pem')],
  });
  return { ...rsa, ...pskHost() };
}

export const mikeyOnly: PolicyInput = { security: { keying: ['mikey'] } };

/** One end of a call. */
export interface End<Host extends AsyncMikeyHost = MikeyHost> {
  local: string;
  readonly name: 'alice' | 'bob';
  readonly host: Host;
  policy: PolicyInput;
  dialog: Dialog | undefined;
  readonly extra: Partial<Omit<MikeySettings, 'host'>>;
}

export function end<Host extends AsyncMikeyHost>(
  name: 'alice' | 'bob',
  host: Host,
  { local, policy = mikeyOnly, ...extra }: { local?: string; policy?: PolicyInput } & Partial<Omit<MikeySettings, 'host'>> = {},
): End<Host> {
  const port = name === 'alice' ? 40_000 : 50_000;
  return { name, host, policy, dialog: undefined, extra, local: local ?? sdp(...session(name), ...audio(port)) };
}

export function options<Host extends AsyncMikeyHost>(one: End<Host>, at: number, rekey = false): NegotiationOptions<Host> {
  const [identity, peer] = one.name === 'alice' ? [alice, bob] : [bob, alice];
  return {
    ...{ policy: one.policy, now: at, rekey, mikey: { host: one.host, identity, peer, ...one.extra } },
    ...(one.dialog && { previous: one.dialog }),
  };
}

export interface CallOutcome {
  readonly offer: string;
  readonly answer: string;
  readonly ours: Agreement;
  readonly theirs: Agreement;
  readonly pending: PendingOffer;
  readonly accepted: Accepted;
  readonly answered: Answered;
}

let clock = now;

/** An offer and its answer a second later than the ones before; both ends go on with the dialogs that come of it. */
export function exchange(
  one: End,
  other: End,
  {
    rekey = false,
    offerOnTheWay = text => text,
    answerOnTheWay = text => text,
  }: { rekey?: boolean; offerOnTheWay?: (text: string) => string; answerOnTheWay?: (text: string) => string } = {},
): CallOutcome {
  clock += 1000;
  const pending = createOffer(one.local, options(one, clock, rekey));
  const offer = offerOnTheWay(pending.sdp);
  const answered = answerOffer(offer, other.local, options(other, clock));
  const answer = answerOnTheWay(answered.sdp);
  const accepted = pending.accept(answer, clock);
  one.dialog = accepted.dialog;
  other.dialog = answered.dialog;
  return { offer, answer, ours: accepted.agreement, theirs: answered.agreement, pending, accepted, answered };
}

/** The same with hosts that take their time. */
export async function exchangeAsync(one: End<AsyncMikeyHost>, other: End<AsyncMikeyHost>, rekey = false) {
  clock += 1000;
  const pending = await createOfferAsync(one.local, options(one, clock, rekey));
  const answered = await answerOfferAsync(pending.sdp, other.local, options(other, clock));
  const accepted = await pending.acceptAsync(answered.sdp, clock);
  one.dialog = accepted.dialog;
  other.dialog = answered.dialog;
  return { offer: pending.sdp, answer: answered.sdp, ours: accepted.agreement, theirs: answered.agreement, pending };
}

/** An RTP packet: version 2, payload type 0, 20 octets of audio. */
export function rtp(ssrc: number, sequence: number): Uint8Array {
  const packet = new Uint8Array(32).fill(sequence);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x8000_0000 + sequence);
  view.setUint32(4, 160 * sequence);
  view.setUint32(8, ssrc);
  return packet;
}

/** Media flows both ways in every RTP session of a call, under keys that differ by direction. */
export function expectMedia(ours: Agreement, theirs: Agreement, ssrcs: readonly [number, number] = [1, 2]): void {
  expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal(theirs.rtpSessions.map(({ sections }) => sections));
  for (const [i, keying] of ours.rtpSessions.entries()) {
    const other = theirs.rtpSessions[i];
    expect(sends(keying)).to.equal(receives(other)).and.not.equal(sends(other));
    const [a, b] = [new SrtpSession(keying), new SrtpSession(other ?? {})];
    for (let sequence = 1; sequence < 4; sequence++) {
      expect(b.unprotectRtp(a.protectRtp(rtp(ssrcs[0], sequence)).slice())).to.deep.equal(rtp(ssrcs[0], sequence));
      expect(a.unprotectRtp(b.protectRtp(rtp(ssrcs[1], sequence)).slice())).to.deep.equal(rtp(ssrcs[1], sequence));
    }
    a.close();
    b.close();
  }
}

/** The MIKEY messages of an SDP, in its order. */
export function messagesOf(text: string): MikeyMessage[] {
  return keyMgmtLines(text).map(line => decodeMessage(Uint8Array.from(Buffer.from(line.split(' ')[1] ?? '', 'base64'))));
}

export function keyMgmtLines(text: string): string[] {
  return text.split('\r\n').filter(line => /^a=key-mg(mt|t):/.test(line));
}

export const ids = ({ findings }: Agreement) => findings.map(({ rule, severity }) => `${rule} ${severity}`);
export const kinds = ({ sections }: Agreement) => sections.map(({ kind }) => kind);
export const reasons = ({ sections }: Agreement) => sections.map(one => (one.kind === 'rejected' ? one.reason : one.kind));
