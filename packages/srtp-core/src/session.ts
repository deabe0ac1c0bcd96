import { SrtpError } from './errors.js';
import type { Direction } from './events.js';
import type { KeyChange, PreparedUpdate } from './generation.js';
import { type Settings, type SrtpOptions, settingsOf } from './options.js';
import type { SrtpParameters } from './parameters.js';
import { ReceiveState } from './receive-state.js';
import { Receiver } from './receiver.js';
import { SendState } from './send-state.js';
import { Sender } from './sender.js';
import { halves } from './session-halves.js';
import { SrtpSnapshot } from './snapshot.js';
import { type PacketRefusal, packetStatus, refusalOf } from './status.js';
import type { StreamInfo } from './stream-info.js';

/** What keying agreed on for one RTP session, both directions. */
export interface SrtpKeying {
  readonly send: readonly SrtpParameters[];
  readonly receive: readonly SrtpParameters[];
  /**
   * What becomes of the ROC with wholly new keys. `keep`, the default: it goes on (RFC 3711 §3.3.1); `reset`: it starts at zero, as
   * with a changed address (RFC 4568 §7.1.4); `probe`: a receiver finds out, per stream. A sender never probes.
   */
  readonly roc?: { readonly send?: 'keep' | 'reset'; readonly receive?: 'keep' | 'reset' | 'probe' };
}

/** Octets that protection may add: two tags and an original header block, MKI, ROC or SRTCP index, Cryptex mark. */
const mostOverhead = 33 + 128 + 4 + 4;

/**
 * The receiving half of an RTP session: SRTP and SRTCP in, RTP and RTCP out (RFC 3711 §3.3).
 *
 * @example
 * ```ts
 * const receiver = new SrtpReceiver([srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key, salt }] })]);
 * const rtp = receiver.unprotectRtp(received);
 * ```
 */
export class SrtpReceiver {
  protected readonly settings: Settings;
  #receiver: Receiver;
  #closed = false;

  static {
    halves.receiverOf = session => (session.#closed ? undefined : session.#receiver);
  }

  /** @throws SrtpError `bad-parameters`, `unsupported-suite` */
  constructor(receive: readonly SrtpParameters[], options: SrtpOptions = {}) {
    this.settings = settingsOf(options);
    const state = new ReceiveState(this.settings);
    state.prepare(receive, 'keep').commit();
    this.#receiver = new Receiver(state, this.settings);
  }

  /**
   * Verifies and decrypts an SRTP packet.
   *
   * @returns the RTP packet, in new octets
   * @throws SrtpError with a code of `packetStatus`; {@link unprotectRtpInto} returns it instead.
   */
  unprotectRtp(packet: Uint8Array): Uint8Array {
    const target = new Uint8Array(packet.length);
    return finished(target, this.unprotectRtpInto(packet, target), 'SRTP', packet);
  }

  /** Verifies and decrypts an SRTCP packet, as {@link unprotectRtp} does with SRTP. */
  unprotectRtcp(packet: Uint8Array): Uint8Array {
    const target = new Uint8Array(packet.length);
    return finished(target, this.unprotectRtcpInto(packet, target), 'SRTCP', packet);
  }

  /**
   * Verifies and decrypts an SRTP packet into `target` from `offset` on, where the packet itself may stand. Allocates nothing,
   * and writes nothing when it refuses the packet.
   *
   * @returns octets written, or a negative status of `packetStatus`
   */
  unprotectRtpInto(packet: Uint8Array, target: Uint8Array, offset = 0): number {
    return this.#closed ? packetStatus.closed : this.#receiver.unprotectRtp(packet, target, offset);
  }

  /** Verifies and decrypts an SRTCP packet, as {@link unprotectRtpInto} does with SRTP. */
  unprotectRtcpInto(packet: Uint8Array, target: Uint8Array, offset = 0): number {
    return this.#closed ? packetStatus.closed : this.#receiver.unprotectRtcp(packet, target, offset);
  }

  /** The streams with state, of which at least one packet has authenticated. */
  get streams(): readonly StreamInfo[] {
    return this.#receiver.state.streams;
  }

  /** How many received packets were refused, by reason. */
  get refusals(): Readonly<Record<PacketRefusal, number>> {
    return this.#receiver.refusals.all;
  }

  /** Erases the session keys; every later call is refused with `closed`. The secrets of the parameters stay the caller's. */
  close(): void {
    this.#closed = true;
    this.#receiver.state.close();
  }

  get closed(): boolean {
    return this.#closed;
  }

  protected get receiveState(): ReceiveState {
    return this.#receiver.state;
  }

  /** Gives up its own streams and keys for those of `other`, which ends. */
  protected takeOver(other: SrtpReceiver): void {
    this.#receiver.state.close();
    this.#receiver = other.#receiver;
    other.#receiver = new Receiver(new ReceiveState(other.settings), other.settings);
    other.#closed = true;
  }

  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return `[${this.constructor.name}: ${this.#closed ? 'closed' : `${this.streams.length} streams`}]`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Both halves of an RTP session, with RTP and RTCP (RFC 3711 §3).
 *
 * @example
 * ```ts
 * const session = new SrtpSession(agreement.rtpSessions[0]);
 * socket.send(session.protectRtp(rtp));
 * socket.on('message', datagram => play(session.unprotectRtp(datagram)));
 * ```
 */
export class SrtpSession extends SrtpReceiver {
  readonly #sender: Sender;

  static {
    halves.senderOf = session => (session.closed ? undefined : session.#sender);
  }

  /** @throws SrtpError `key-already-sending` when another live session sends with one of the keys; `bad-parameters`, `unsupported-suite` */
  constructor(keying: Partial<SrtpKeying> & SrtpOptions) {
    super(keying.receive ?? [], keying);
    const state = new SendState(this.settings, this);
    state.prepare(keying.send ?? [], 'keep').commit();
    this.#sender = new Sender(state, this.settings);
  }

  /**
   * Encrypts and authenticates an RTP packet.
   *
   * @returns the SRTP packet, in new octets
   * @throws SrtpError with a code of `packetStatus`; {@link protectRtpInto} returns it instead.
   */
  protectRtp(packet: Uint8Array): Uint8Array {
    const target = new Uint8Array(packet.length + mostOverhead);
    return finished(target, this.protectRtpInto(packet, target), 'RTP', packet);
  }

  /** Encrypts and authenticates a compound RTCP packet, as {@link protectRtp} does with RTP. */
  protectRtcp(packet: Uint8Array): Uint8Array {
    const target = new Uint8Array(packet.length + mostOverhead);
    return finished(target, this.protectRtcpInto(packet, target), 'RTCP', packet);
  }

  /**
   * Encrypts and authenticates an RTP packet into `target` from `offset` on, where the packet itself may stand. Allocates nothing.
   *
   * @returns octets written, or a negative status of `packetStatus`
   */
  protectRtpInto(packet: Uint8Array, target: Uint8Array, offset = 0): number {
    return this.closed ? packetStatus.closed : this.#sender.protectRtp(packet, target, offset);
  }

  /** Encrypts and authenticates a compound RTCP packet, as {@link protectRtpInto} does with RTP. */
  protectRtcpInto(packet: Uint8Array, target: Uint8Array, offset = 0): number {
    return this.closed ? packetStatus.closed : this.#sender.protectRtcp(packet, target, offset);
  }

  /**
   * Makes the session what keying says it is now. Keys are compared by their octets: what stays goes on undisturbed, so that
   * the same keying again changes nothing. Old receiving keys last until one window of packets has authenticated under the new.
   *
   * @throws SrtpError `bad-parameters`, `unsupported-suite`, `key-already-sending`, `index-reused` (a key from before a reset of the
   *   ROC came back); then the session is as it was. `closed`.
   */
  update(keying: SrtpKeying): { readonly send: KeyChange; readonly receive: KeyChange } {
    this.#mustBeOpen();
    checkKeying(keying);
    const send = this.#sender.state.prepare(keying.send, keying.roc?.send ?? 'keep');
    let receive: PreparedUpdate;
    try {
      receive = this.receiveState.prepare(keying.receive, keying.roc?.receive ?? 'keep');
    } catch (error) {
      send.abandon();
      throw error;
    }
    this.#sender.refresh();
    return { send: send.commit(), receive: receive.commit() };
  }

  /**
   * Sends with the key of this MKI: at once, or in each stream from the packet of index `at` on.
   *
   * @throws SrtpError `unknown-mki`, `bad-parameters`, `closed`
   */
  useKey(mki: Uint8Array, at = 0): void {
    this.#mustBeOpen();
    integer('at', at, 2 ** 48 - 1);
    this.#sender.state.useKey(mki, at);
  }

  override get streams(): readonly StreamInfo[] {
    return [...this.#sender.state.streams, ...super.streams];
  }

  /**
   * Ends the state of an SSRC, in both directions. Its indices stay used: should the SSRC come back under the same keys, it goes
   * on where it was.
   */
  removeStream(ssrc: number): void {
    this.#sender.state.removeStream(ssrc);
    this.#sender.refresh();
    this.receiveState.removeStream(ssrc);
  }

  /**
   * Sets the ROC of the next packet, for a late joiner (RFC 3711 §3.3.1).
   *
   * @throws SrtpError `index-reused` or `bad-parameters` for a ROC below one that was used; `closed`
   */
  setRoc(direction: Direction, ssrc: number, roc: number): void {
    this.#mustBeOpen();
    integer('ssrc', ssrc, 2 ** 32 - 1);
    integer('roc', roc, 2 ** 32 - 1);
    if (direction !== 'send' && direction !== 'receive')
      throw new SrtpError('bad-parameters', 'expected the direction send or receive');
    if (direction === 'send') this.#sender.state.setRoc(ssrc, roc);
    else this.receiveState.setRoc(ssrc, roc);
    this.#sender.refresh();
  }

  /**
   * A receiver of its own for one of several answers (RFC 4568 §7.3), with the options of this session. All forks get the
   * packets that arrive; {@link adopt} keeps the one whose answer counts.
   */
  fork(receive: readonly SrtpParameters[]): SrtpReceiver {
    this.#mustBeOpen();
    return new SrtpReceiver(receive, this.settings.source);
  }

  /** Receives from now on what `fork` received, with its streams; the fork itself ends. Call {@link update} when the sender changes too. */
  adopt(fork: SrtpReceiver): void {
    this.#mustBeOpen();
    if (fork === this || fork.closed) throw new SrtpError('closed', 'expected an open fork of this session');
    this.takeOver(fork);
  }

  /**
   * What a successor needs to go on where this session is, see {@link SrtpSession.restore}. With the option `reserve`, take one
   * whenever `snapshot-due` comes and store it at once: from then on as many indices per stream may be used.
   *
   * @throws SrtpError `closed`
   */
  snapshot(): SrtpSnapshot {
    this.#mustBeOpen();
    const { reserve } = this.settings;
    return new SrtpSnapshot(this.#sender.state.save(), this.receiveState.save(), reserve === Infinity ? 0 : reserve);
  }

  /**
   * Goes on with the session of a snapshot. What its owner may have sent since then, its `reserve`, counts as sent: SRTCP goes on
   * behind it by itself, for RTP `streams` tells the `firstSafeSequence` of each SSRC. Packets received since then are
   * not known: their replays would be accepted.
   *
   * @throws SrtpError `key-already-sending` while the session itself lives in this process; `bad-parameters`, `unsupported-suite`
   */
  static restore(snapshot: SrtpSnapshot, options: SrtpOptions = {}): SrtpSession {
    const session = new SrtpSession(options);
    try {
      session.#sender.state.load(snapshot.send, snapshot.reserve);
      session.receiveState.load(snapshot.receive);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  override close(): void {
    super.close();
    this.#sender.state.close();
    this.#sender.refresh();
  }

  #mustBeOpen(): void {
    if (this.closed) throw new SrtpError('closed', 'this session has been closed');
  }
}

/** From plain JavaScript, a misspelt `reset` must not become a `keep`. */
function checkKeying({ roc }: SrtpKeying): void {
  if (![undefined, 'keep', 'reset'].includes(roc?.send))
    throw new SrtpError('bad-parameters', 'roc.send: expected keep or reset');
  if (![undefined, 'keep', 'reset', 'probe'].includes(roc?.receive))
    throw new SrtpError('bad-parameters', 'roc.receive: expected keep, reset or probe');
}

function finished(target: Uint8Array, octets: number, what: string, packet: Uint8Array): Uint8Array {
  const code = refusalOf(octets);
  if (code !== undefined) throw new SrtpError(code, `${what} packet of ${packet.length} octets: ${reasons[code]}`);
  return octets === target.length ? target : target.subarray(0, octets);
}

/** What to tell with an error; the numbers of a packet are no secrets, but neither do they help. */
const reasons: Readonly<Record<PacketRefusal, string>> = {
  'malformed-packet':
    'expected RTP version 2 with a complete header, and room for what protection adds, in at most 65,535 octets',
  'not-protected': 'this is no SRTP or SRTCP, but plain RTCP or another protocol on the same socket (RFC 7983)',
  'auth-failed': 'the authentication tag is wrong: another key, another ROC, or a changed packet',
  replayed: 'this index has been received already (RFC 3711 §3.3.2)',
  'too-old': 'the index lies behind the replay window (RFC 3711 §3.3.2)',
  'unknown-mki': 'no key has the MKI at its end',
  'unknown-ssrc': 'keying binds other SSRCs',
  'no-valid-key': 'no key is valid for it',
  'key-expired': 'the master key has reached the end of its lifetime (RFC 3711 §9.2, RFC 4568 §6.1)',
  'index-reused': 'its sequence number has been used, or may have been: the keystream would repeat (RFC 3711 §9.1)',
  'index-not-reserved': 'no snapshot reserves its index: store a new one',
  'too-many-streams': 'there is state for as many streams as allowed',
  'cryptex-required': 'its header is not, or cannot be, encrypted with Cryptex (RFC 9335 §5)',
  'target-too-small': 'the target ends before the packet would',
  'out-of-memory': 'the engine has no room for its keys',
  closed: 'the session has been closed',
};

function integer(what: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new SrtpError('bad-parameters', `expected ${what} in 0..${most}, got ${value}`);
}
