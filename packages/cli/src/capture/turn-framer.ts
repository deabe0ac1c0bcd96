import { StreamBuffer } from './stream-buffer.js';

const magicCookie = 0x2112a442;
const stunHeader = 20;
const channelHeader = 4;
/** Frames of one channel, one behind the other, that show where ChannelData begin without a STUN message: chance does not make them. */
const enoughFrames = 3;
/** A direction that shows no TURN within so many octets has none. */
const patience = 65_536;

/**
 * Cuts one direction of TURN over TCP into STUN messages and ChannelData (RFC 8656 §3.1, §12.5: padded to four octets). It begins with a STUN
 * message, and behind a gap, or in the middle of a connection, with some frames of one channel that carry RTP.
 */
export class TurnFramer {
  readonly #buffer = new StreamBuffer();
  #passed = 0;
  #deaf = false;
  /** Knows where frames begin. */
  framed = false;

  /** What the octets complete, each without the octets that pad it. */
  push(octets: Buffer): Buffer[] {
    if (this.#deaf) return [];
    this.#buffer.append(octets);
    const whole: Buffer[] = [];
    while (this.framed || this.#search()) {
      const rest = this.#buffer.octets;
      const frame = frameAt(rest, 0);
      if (frame === 'more') break;
      if (frame === 'none') {
        this.framed = false;
        continue;
      }
      if (rest.length < frame.end) break;
      whole.push(rest.subarray(0, frame.length));
      this.#buffer.drop(frame.end);
    }
    return whole;
  }

  gap(): void {
    this.#buffer.clear();
    this.framed = false;
    this.#passed = 0;
  }

  /** Moves to where frames can begin; octets that were passed over are dropped, so the work is linear. */
  #search(): boolean {
    const octets = this.#buffer.octets;
    for (let at = 0; at < octets.length; at++) {
      const begins = beginsAt(octets, at);
      if (begins === 'no') continue;
      this.#buffer.drop(at);
      this.framed = begins === 'yes';
      this.#pass(at);
      return this.framed;
    }
    this.#pass(octets.length);
    this.#buffer.clear();
    return false;
  }

  #pass(octets: number): void {
    this.#passed = this.framed ? 0 : this.#passed + octets;
    if (this.#passed <= patience) return;
    this.#deaf = true;
    this.#buffer.clear();
  }
}

type Frame = { readonly length: number; readonly end: number } | 'more' | 'none';

/** STUN begins with two zero bits and has its cookie, ChannelData with a channel number (RFC 8489 §5, RFC 8656 §12.4). */
function frameAt(octets: Buffer, at: number): Frame {
  if (octets.length < at + channelHeader) return 'more';
  const length = octets.readUInt16BE(at + 2);
  if (octets.readUInt8(at) >> 4 === 4) {
    const whole = channelHeader + length;
    return { length: whole, end: at + Math.ceil(whole / 4) * 4 };
  }
  if (octets.readUInt8(at) >> 6 !== 0 || length % 4 !== 0) return 'none';
  if (octets.length < at + 8) return 'more';
  return octets.readUInt32BE(at + 4) === magicCookie ? { length: stunHeader + length, end: at + stunHeader + length } : 'none';
}

function beginsAt(octets: Buffer, at: number): 'yes' | 'no' | 'more' {
  const first = frameAt(octets, at);
  if (typeof first === 'string') return first === 'more' && isFirstOfFrame(octets[at] as number) ? 'more' : 'no';
  if (octets.readUInt8(at) >> 6 === 0) return 'yes';
  const channel = octets.readUInt16BE(at);
  let place = at;
  for (let count = 0; count < enoughFrames; count++) {
    if (octets.length <= place + channelHeader) return 'more';
    const frame = frameAt(octets, place);
    if (typeof frame === 'string' || octets.readUInt16BE(place) !== channel) return 'no';
    if (frame.length < channelHeader + 8 || octets.readUInt8(place + channelHeader) >> 6 !== 2) return 'no';
    place = frame.end;
  }
  return 'yes';
}

function isFirstOfFrame(octet: number): boolean {
  return octet >> 4 === 4 || octet >> 6 === 0;
}
