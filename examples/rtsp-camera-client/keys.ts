// The keys of one stream (RFC 4567 §4.2 with the practice of cameras): the device is Initiator in its SDP, and the client sends a
// message of the same kind at SETUP.
import { type Bundle, drive, type RtspKeyOwner, replayCache, rtspInitiator, rtspKeying, rtspResponder } from '@sdpsec/mikey';
import type { SrtpKeying, SrtpParameters } from '@sdpsec/srtp-core';

/** A key of ours: the message that tells it to the device, and what it protects packets with. */
interface OwnKey {
  readonly message: Uint8Array;
  readonly parameters: SrtpParameters;
  readonly bundle: Bundle;
}

export class StreamKeys {
  readonly #device: DeviceKey;
  readonly #own: OwnKey;

  private constructor(device: DeviceKey, own: OwnKey) {
    this.#device = device;
    this.#own = own;
  }

  /** `message` is the data of the device's a=key-mgmt, `ssrc` that of our reports. */
  static answer(message: Uint8Array, options: { readonly ssrc: number; readonly owner: RtspKeyOwner }): StreamKeys {
    const outcome = drive(rtspResponder({ withinTls: true }).handle(message, Date.now()), { claimReplay: replayCache() });
    if (outcome.kind !== 'established') throw new Error(`the device's MIKEY message: ${outcome.code}`);
    const parameters = outcome.cryptoSessions.map(session => session.parameters);
    const device = { ...options, parameters, joinSalt: outcome.warnings.includes('joined-salt') };
    return new StreamKeys(device, draw(device));
  }

  get suite(): SrtpParameters['suite'] {
    return this.#own.parameters.suite;
  }

  /** Our message, for the KeyMgmt header of SETUP or the body of SET_PARAMETER. */
  get message(): Uint8Array {
    return this.#own.message;
  }

  /** The same with a new key of ours. */
  rekeyed(): StreamKeys {
    return new StreamKeys(this.#device, draw(this.#device, this.#own));
  }

  /** What the session of this stream sends and receives with. */
  keying(): SrtpKeying {
    const { parameters, owner } = this.#device;
    return rtspKeying('client', { server: parameters, client: [this.#own.parameters] }, owner);
  }
}

/** What the device has told in its SDP, and how it is spoken to. */
interface DeviceKey {
  readonly parameters: readonly SrtpParameters[];
  readonly ssrc: number;
  readonly owner: RtspKeyOwner;
  readonly joinSalt: boolean;
}

/** A key for the device's suite and in the device's style: who wants an identifier in its packets has one in its own message. */
function draw({ parameters, ssrc, owner, joinSalt }: DeviceKey, last?: OwnKey): OwnKey {
  const [theirs] = parameters;
  if (!theirs) throw new Error("the device's MIKEY message has no crypto session");
  const before = (last?.parameters ?? theirs).masterKeys[0].mki;
  const mki = before?.map((octet, i) => (i === before.length - 1 ? octet + 1 : octet));
  // Where our key protects the device's media too, its SSRC is meant; it is not known before SETUP where the SDP leaves it open.
  const stream = owner === 'sender' ? { ssrc } : theirs.streams === 'any' ? {} : theirs.streams[0];
  const policy = { suite: theirs.suite };
  const initiator = rtspInitiator({ withinTls: true, policy, joinSalt, ...stream, ...(mki && { mki }) });
  const outcome = drive(initiator.start(Date.now(), undefined, last?.bundle), { claimReplay: replayCache() });
  if (outcome.kind === 'refused') throw new Error(`our MIKEY message: ${outcome.code}`);
  const { message, early, bundle } = outcome;
  if (!early[0] || !bundle) throw new Error('our MIKEY message has no crypto session');
  return { message, parameters: early[0].parameters, bundle };
}
