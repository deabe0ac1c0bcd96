import { defaultEngine } from './default-engine.js';
import type { Engine } from './engine.js';
import { SrtpError } from './errors.js';
import type { SrtpEventHandler } from './events.js';

/** Local choices, which no peer sees. */
export interface SrtpOptions {
  /** Packets that may arrive late: 64..32768 (RFC 3711 §3.3.2). Default 128 and 128. */
  readonly windowSize?: { readonly srtp?: number; readonly srtcp?: number };
  /** Streams per direction with state. Default 1024. */
  readonly maxStreams?: number;
  /** After so many milliseconds without an authentic packet a received stream may make room for a new one. Default: never. */
  readonly idleTimeout?: number;
  /** What does the cryptography. Default: the best one that this platform has. */
  readonly engine?: Engine;
  /** The first SRTCP index sent: 0 (RFC 3711 §3.4), which is the default, or 1 as libsrtp and others begin. */
  readonly initialSrtcpIndex?: number;
  /** `identical` allows a sequence number again for exactly the same RTP packet. Default `refuse`. */
  readonly retransmission?: 'refuse' | 'identical';
  /** Packets before the end of a key at which `key-expiring` comes. Default: a sixteenth of the lifetime, 2^20 at most. */
  readonly lifetimeMargin?: number;
  /** Indices per stream that may be used beyond the last snapshot, 1..2^14, so that `SrtpSession.restore` is safe. Default: no limit. */
  readonly reserve?: number;
  readonly onEvent?: SrtpEventHandler;
  /** Milliseconds of any clock that goes forward; for tests. Default `Date.now`. */
  readonly now?: () => number;
}

/** {@link SrtpOptions} with the defaults filled in. */
export interface Settings {
  readonly source: SrtpOptions;
  readonly srtpWindow: number;
  readonly srtcpWindow: number;
  readonly maxStreams: number;
  readonly idleTimeout: number;
  readonly engine: Engine;
  readonly initialSrtcpIndex: number;
  readonly identicalRetransmission: boolean;
  readonly lifetimeMargin: number | undefined;
  readonly reserve: number;
  readonly onEvent: SrtpEventHandler;
  readonly now: () => number;
}

/** @throws SrtpError `bad-parameters` */
export function settingsOf(options: SrtpOptions): Settings {
  // Found here, and not at the first event, in the middle of a packet.
  for (const name of ['onEvent', 'now'] as const)
    if (!['function', 'undefined'].includes(typeof options[name]))
      throw new SrtpError('bad-parameters', `expected ${name} to be a function, got ${typeof options[name]}`);
  return {
    source: options,
    srtpWindow: within('windowSize.srtp', options.windowSize?.srtp ?? 128, 64, 32_768),
    srtcpWindow: within('windowSize.srtcp', options.windowSize?.srtcp ?? 128, 64, 32_768),
    maxStreams: within('maxStreams', options.maxStreams ?? 1024, 1, 2 ** 32),
    idleTimeout:
      options.idleTimeout === undefined ? Infinity : within('idleTimeout', options.idleTimeout, 0, Number.MAX_SAFE_INTEGER),
    engine: options.engine ?? defaultEngine(),
    initialSrtcpIndex: within('initialSrtcpIndex', options.initialSrtcpIndex ?? 0, 0, 2 ** 31 - 1),
    identicalRetransmission: options.retransmission === 'identical',
    lifetimeMargin:
      options.lifetimeMargin === undefined ? undefined : within('lifetimeMargin', options.lifetimeMargin, 0, 2 ** 48),
    reserve: options.reserve === undefined ? Infinity : within('reserve', options.reserve, 1, 0x4000),
    onEvent: options.onEvent ?? ignore,
    now: options.now ?? Date.now,
  };
}

function within(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SrtpError('bad-parameters', `expected ${what} in ${least}..${most}, got ${value}`);
}

function ignore(): void {}
