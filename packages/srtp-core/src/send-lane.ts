import { fits } from './aliasing.js';
import type { KeyEntry } from './context.js';
import type { KeySlot } from './engine.js';
import type { KeyLife } from './live-key.js';
import type { Outgoing } from './outgoing.js';
import { rocOf, sequenceSpace, srtpIndexSpace } from './packet-index.js';
import { maxPacketOctets, rtpHeaderOctets, sequenceOf } from './rtp-header.js';
import type { SendStream } from './send-stream.js';

let lanes = 0;

/**
 * The way of the everyday packets of a stream, those that come in order and need nothing special: what is the same for all of them is
 * decided once. Whatever could decide otherwise takes the lane away from its stream.
 */
export class SendLane {
  readonly slot: KeySlot;
  readonly #id = ++lanes;
  readonly #stream: SendStream;
  readonly #life: KeyLife;
  readonly #mki: Uint8Array;
  readonly #tagOctets: number;
  readonly #encrypt: boolean;
  readonly #signedSsrc: number;

  constructor(stream: SendStream, slot: KeySlot, { live, mki }: KeyEntry, tagOctets: number, encrypt: boolean) {
    this.slot = slot;
    this.#stream = stream;
    this.#life = live.srtp;
    this.#mki = mki;
    this.#tagOctets = tagOctets;
    this.#encrypt = encrypt;
    this.#signedSsrc = stream.ssrc | 0;
  }

  /**
   * Counts the next packet of the stream as sent, up to its encryption, which is the caller's.
   *
   * @returns false for any other packet, which has to be judged; nothing has changed then
   */
  take(out: Outgoing, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    const header = rtpHeaderOctets(packet);
    const stream = this.#stream;
    const { window } = stream;
    const { highest } = window;
    const step = (sequenceOf(packet) - highest) & (sequenceSpace - 1);
    const index = highest + step;
    if (header < 0 || step === 0 || step >= sequenceSpace / 2 || index >= srtpIndexSpace) return false;
    if (index > stream.reservedSrtp || index >= stream.snapshotDueSrtp) return false;
    const { length } = packet;
    const size = length + this.#tagOctets + this.#mki.length;
    if (size > maxPacketOctets || !fits(target, offset, size) || !this.#life.countQuietly()) return false;

    const { work } = out;
    if (out.lane !== this.#id) this.#enter(out);
    work.source = packet;
    work.sourceEnd = length;
    work.target = target;
    work.targetStart = offset;
    work.index = index;
    work.roc = rocOf(index);
    work.clear = header;
    window.add(index);
    const { counters } = stream;
    counters.packets++;
    counters.octets += length;
    return true;
  }

  /** What stays in `work` from packet to packet. */
  #enter(out: Outgoing): void {
    const { work } = out;
    out.lane = this.#id;
    work.sourceStart = 0;
    work.rtcp = false;
    work.ssrc = this.#signedSsrc;
    work.encryptedCsrcOctets = 0;
    work.encrypt = this.#encrypt;
    work.tagOctets = this.#tagOctets;
    work.mki = this.#mki;
    work.carriesRoc = false;
    work.extensionCount = 0;
  }
}
