/** Which way packets go. */
export type Direction = 'send' | 'receive';

/** What a session tells its owner; the library itself logs nothing. Handlers run after the packet's work is done and must not throw. */
export type SrtpEvent =
  /** A master key comes near its end: agree on a new one (RFC 3711 §9.2, RFC 4568 §6.1). Once per key and kind of packet. */
  | {
      readonly kind: 'key-expiring';
      readonly direction: Direction;
      readonly protocol: 'srtp' | 'srtcp';
      readonly mki?: Uint8Array;
      /** Packets that the key may still protect. */
      readonly remaining: number;
    }
  /** A master key has protected its last packet; what comes after it is refused with `key-expired`. */
  | {
      readonly kind: 'key-expired';
      readonly direction: Direction;
      readonly protocol: 'srtp' | 'srtcp';
      readonly mki?: Uint8Array;
    }
  /** The first packet of an SSRC was protected, or authenticated. */
  | { readonly kind: 'stream-started'; readonly direction: Direction; readonly ssrc: number }
  /** The state of a stream that was idle made room for a new one. */
  | { readonly kind: 'stream-expired'; readonly direction: 'receive'; readonly ssrc: number }
  /** A packet authenticated under another ROC than the expected one: after a rekey (RFC 4568 §7.1.4), or at the start of a stream. */
  | { readonly kind: 'roc-found'; readonly ssrc: number; readonly roc: number }
  /**
   * Many packets of a stream in a row were too old: its sender restarted the sequence numbers without a new key, which
   * only a rekey may do. Nothing authenticates these packets: it is a hint.
   */
  | { readonly kind: 'sequence-restarted'; readonly ssrc: number }
  /** A window of packets authenticated under the new keys; the old ones are erased. */
  | { readonly kind: 'old-keys-retired' }
  /** A sender with `reserve` used half of it, or needs a stream that the last snapshot does not hold: store a new snapshot now. */
  | { readonly kind: 'snapshot-due'; readonly ssrc: number };

/** Takes the events of a session. */
export type SrtpEventHandler = (event: SrtpEvent) => void;
