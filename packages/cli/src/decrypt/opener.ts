import {
  type PacketRefusal,
  refusalOf,
  type SrtpEvent,
  type SrtpParameters,
  SrtpReceiver,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import type { Guess, MediaKind } from './guess.js';

/** A capture has no delay to save: a window as wide as RFC 3711 §3.3.2 allows itself keeps every reordered packet. */
const windowSize = { srtp: 1024, srtcp: 1024 } as const;
const scratch = Buffer.alloc(65_536 + 256);

/** One guess that is followed for one SSRC: its receiver, with the index that goes on in it. */
export class Opener {
  readonly guess: Guess;
  /** The rollover counter of its first packet. */
  firstRoc: number;
  readonly #kind: MediaKind;
  readonly #receiver: SrtpReceiver;

  constructor(guess: Guess, kind: MediaKind, ssrc: number, roc: number) {
    this.guess = guess;
    this.firstRoc = roc;
    this.#kind = kind;
    // A receiver looks beyond the nearest wrap by itself (RFC 3711 §3.3.1), and tells.
    const onEvent = (event: SrtpEvent) => {
      if (event.kind === 'roc-found') this.firstRoc = event.roc;
    };
    this.#receiver = new SrtpReceiver([forStream(guess.parameters, ssrc, roc)], { windowSize, onEvent });
  }

  /** The plain packet, valid until the next call of any opener; or why the packet does not open. */
  open(packet: Buffer): Buffer | PacketRefusal {
    const given =
      this.guess.departure?.kind === 'unannounced-mki' ? this.#withoutMki(packet, this.guess.departure.octets) : packet;
    if (!given) return 'malformed-packet';
    const receiver = this.#receiver;
    const written = this.#kind === 'rtp' ? receiver.unprotectRtpInto(given, scratch) : receiver.unprotectRtcpInto(given, scratch);
    return written >= 0 ? scratch.subarray(0, written) : (refusalOf(written) ?? 'malformed-packet');
  }

  close(): void {
    this.#receiver.close();
  }

  /** The MKI stands before the tag of an HMAC suite (RFC 3711 §3.1) and behind everything with AEAD (RFC 7714 §8.2, §9.3). */
  #withoutMki(packet: Buffer, octets: number): Buffer | undefined {
    const { suite, srtcpTagOctets } = this.guess.parameters;
    const { authKeyOctets, tagOctets } = suites[suite];
    const tag = this.#kind === 'rtcp' ? (srtcpTagOctets ?? tagOctets.srtcp) : tagOctets.srtp;
    const behind = authKeyOctets === 0 ? 0 : tag;
    const at = packet.length - behind - octets;
    return at < 12 ? undefined : Buffer.concat([packet.subarray(0, at), packet.subarray(at + octets)]);
  }
}

/** Binds the stream. A key's lifetime is left out: what was sent past it was sent, and is to be read. */
function forStream(parameters: SrtpParameters, ssrc: number, roc: number): SrtpParameters {
  const [first, ...others] = parameters.masterKeys.map(({ lifetime: _lifetime, ...key }) => key);
  return srtpParameters({ ...parameters, masterKeys: first ? [first, ...others] : [], streams: [{ ssrc, roc }] });
}
