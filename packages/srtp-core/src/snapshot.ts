import type { KeyLives } from './generation.js';
import type { SrtpParameters } from './parameters.js';

/** The send side of a {@link SrtpSnapshot}. */
export interface SendSnapshot {
  readonly parameters: readonly SrtpParameters[];
  readonly lives: KeyLives;
  /** Per set of parameters: from which index which key is used, as its place among the master keys. */
  readonly schedules: readonly (readonly { readonly from: number; readonly key: number }[])[];
  readonly streams: readonly SendStreamSnapshot[];
  readonly signalledRoc: readonly (readonly [ssrc: number, roc: number])[];
}

export interface SendStreamSnapshot {
  readonly ssrc: number;
  /** The highest SRTP index used, -1: none. */
  readonly highest: number;
  readonly window: Uint8Array;
  readonly pendingRoc: number;
  readonly nextSrtcpIndex: number;
}

/** The receive side of a {@link SrtpSnapshot}. */
export interface ReceiveSnapshot {
  /** The current keys, then what came before. */
  readonly epochs: readonly EpochSnapshot[];
  readonly signalledRoc: readonly (readonly [ssrc: number, roc: number])[];
}

export interface EpochSnapshot {
  readonly parameters: readonly SrtpParameters[];
  readonly lives: KeyLives;
  readonly streams: readonly ReceiveStreamSnapshot[];
  readonly removed: readonly {
    readonly ssrc: number;
    readonly srtp: number;
    readonly srtcp: number;
    readonly srtcpBefore: number;
  }[];
  /** Whether its streams are those of the epoch in front of it. */
  readonly sharesStreams: boolean;
  readonly fresh: boolean;
  readonly proofs: number;
}

export interface ReceiveStreamSnapshot {
  readonly ssrc: number;
  readonly highest: number;
  readonly window: Uint8Array;
  readonly srtcp?: { readonly highest: number; readonly window: Uint8Array };
  readonly srtcpBefore: number;
  readonly pendingRoc: number;
  readonly mayRestart: boolean;
}

/**
 * All that a successor needs to go on with a session: parameters, with their keys, and streams; the statistics stay behind. It
 * shows nothing of that: to store it, seal it with `sealSnapshot`.
 *
 * @example
 * ```ts
 * const snapshot: SrtpSnapshot = session.snapshot();
 * session.close();
 * const successor = SrtpSession.restore(snapshot);
 * ```
 */
export class SrtpSnapshot {
  readonly send: SendSnapshot;
  readonly receive: ReceiveSnapshot;
  /** Indices per sent stream that may be used after the snapshot was taken; 0: the sender promised to stop. */
  readonly reserve: number;

  constructor(send: SendSnapshot, receive: ReceiveSnapshot, reserve: number) {
    this.send = send;
    this.receive = receive;
    this.reserve = reserve;
  }

  toString(): string {
    return `[SrtpSnapshot: ${this.send.streams.length} sent, ${this.receive.epochs[0]?.streams.length ?? 0} received streams]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
