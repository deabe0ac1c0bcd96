import { type Agreement, answerOffer, createOffer, type Dialog, type RtpSessionKeying } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { sdp } from '../sdp.js';

/** One side of a call: what it says of itself, and its dialog. */
export class Phone {
  dialog: Dialog | undefined;
  address: string;
  direction = 'sendrecv';
  profile = 'RTP/AVP';
  /** Port of each m= section; 0 for one that is not used. */
  ports: number[];
  media = ['audio', 'video', 'audio'];
  bundle: boolean;
  extra: string[] = [];
  policy: PolicyInput = {};

  constructor(host: number, ports: number[], bundle: boolean) {
    this.address = `IN IP4 192.0.2.${host}`;
    this.ports = ports;
    this.bundle = bundle;
  }

  get local(): string {
    const sections = this.ports.flatMap((port, i) => [
      `m=${this.media[i]} ${port} ${this.profile} 0`,
      `a=mid:${i}`,
      `a=${this.direction}`,
      ...this.extra,
    ]);
    const group = this.bundle ? [`a=group:BUNDLE ${this.ports.map((_, i) => i).join(' ')}`] : [];
    return sdp('v=0', 'o=- 1 1 IN IP4 192.0.2.9', 's=-', `c=${this.address}`, 't=0 0', ...group, ...sections);
  }
}

/** What one exchange is like. */
export interface Exchange {
  readonly rekeyOffer?: boolean;
  readonly rekeyAnswer?: boolean;
  /** What a box in between makes of the texts. */
  readonly offerOnTheWay?: (text: string) => string;
  readonly answerOnTheWay?: (text: string) => string;
}

/** The result of an exchange, as both sides see it. */
export interface Outcome {
  readonly offerer: Agreement;
  readonly answerer: Agreement;
  readonly offer: string;
  readonly answer: string;
}

/** An offer and its answer; both phones go on with the dialogs that come of it. */
export function exchange(
  offerer: Phone,
  answerer: Phone,
  { rekeyOffer, rekeyAnswer, offerOnTheWay, answerOnTheWay }: Exchange = {},
): Outcome {
  const unchanged = (text: string) => text;
  const options = (phone: Phone, rekey = false) => ({
    policy: phone.policy,
    rekey,
    ...(phone.dialog && { previous: phone.dialog }),
  });
  const pending = createOffer(offerer.local, options(offerer, rekeyOffer));
  const offer = (offerOnTheWay ?? unchanged)(pending.sdp);
  const answered = answerOffer(offer, answerer.local, options(answerer, rekeyAnswer));
  const answer = (answerOnTheWay ?? unchanged)(answered.sdp);
  const accepted = pending.accept(answer);
  offerer.dialog = accepted.dialog;
  answerer.dialog = answered.dialog;
  return { offerer: accepted.agreement, answerer: answered.agreement, offer, answer };
}

/** The keys of a call so far, by the first m= section of their RTP session. */
export type Keys = Map<number, { readonly offerer: string | undefined; readonly answerer: string | undefined }>;

/**
 * What an exchange did to the keys, a line for each RTP session: `[sections] offerer KEY SENDER/RECEIVER answerer KEY SENDER/RECEIVER`, where
 * KEY is `new` or `same`, and SENDER and RECEIVER say what each end of that direction does with its ROC (`-` in a first exchange).
 * Proves on the way that both sides hold mirrored keys, and never one key for both directions.
 */
export function account(
  { offerer, answerer }: Outcome,
  before: { readonly sent: (side: 'offerer' | 'answerer', section: number) => string | undefined },
): string[] {
  expect(offerer.rtpSessions.map(({ sections }) => sections)).to.deep.equal(answerer.rtpSessions.map(({ sections }) => sections));
  return offerer.rtpSessions.map((ours, i) => {
    const theirs = answerer.rtpSessions[i] as RtpSessionKeying;
    expect(sends(ours)).to.equal(receives(theirs));
    expect(receives(ours)).to.equal(sends(theirs));
    expect(sends(ours)).not.to.equal(receives(ours));
    const section = ours.sections[0] as number;
    const key = (side: 'offerer' | 'answerer', now: string | undefined) => (before.sent(side, section) === now ? 'same' : 'new');
    return [
      `[${ours.sections.join()}]`,
      `offerer ${key('offerer', sends(ours))} ${ours.roc?.send ?? '-'}/${theirs.roc?.receive ?? '-'}`,
      `answerer ${key('answerer', sends(theirs))} ${theirs.roc?.send ?? '-'}/${ours.roc?.receive ?? '-'}`,
    ].join(' ');
  });
}
