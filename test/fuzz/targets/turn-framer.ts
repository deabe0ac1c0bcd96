import { TurnFramer } from '../../../packages/cli/src/capture/turn-framer.js';
import { demand, type FuzzTarget } from '../target.js';

const stun = Buffer.from('000900082112a44200112233445566778899aabb000c000440000000', 'hex');
/** ChannelData with RTP of 13 octets, padded to four (RFC 8656 §12.4, §12.5). */
const channelData = (sequence: number) => Buffer.from(`4000000d8000000${sequence}0000000000000001ff000000`, 'hex');
const frames = [1, 2, 3].map(channelData);

/** TURN over TCP: the frames lie one behind the other in the stream, and are the same however TCP has cut it. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      [stun, ...frames],
      [Buffer.from('GET / HTTP/1.1\r\n'), ...frames, stun],
      [frames[0] as Buffer, stun.subarray(0, 24)],
    ].map(pieces => Buffer.concat(pieces)),
  words: [stun, Buffer.from('2112a442', 'hex'), Buffer.concat(frames), Buffer.from('40010010', 'hex')],
  run(input) {
    const stream = Buffer.from(input);
    const whole = new TurnFramer().push(stream);
    let at = 0;
    for (const frame of whole) {
      const place = stream.indexOf(frame, at);
      demand(frame.length >= 4 && place >= at, 'frames are octets of the stream, in its order');
      at = place + frame.length;
    }
    // The input says where it is cut itself.
    const pieces = new TurnFramer();
    const cut: Buffer[] = [];
    for (let from = 0; from < stream.length; ) {
      const length = 1 + ((stream[from] as number) % 32);
      cut.push(...pieces.push(stream.subarray(from, from + length)));
      from += length;
    }
    demand(Buffer.concat(cut).equals(Buffer.concat(whole)) && cut.length === whole.length, 'cuts of TCP change nothing');
  },
};
