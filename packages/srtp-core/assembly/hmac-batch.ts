// AES-CM or NULL with HMAC-SHA1 over the packets of a batch: staged one by one, authenticated together, finished one by one.
import { crypt } from './hmac-packet';
import { batchPacket, PACKET } from './layout';
import { copy } from './octets';
import { padHash } from './sha1';
import { hashJobs, setJob } from './sha1-lanes';
import { sameTag } from './tag';

/** MACs and received tags of the batch, 32 octets each. */
const MACS: usize = memory.data(64 * 32, 16);
const RECEIVED: usize = memory.data(64 * 32, 16);

/** Encrypts the packet at a place of the batch and makes it ready for its tag. The parameters are those of `sealHmac`. */
export function stageSeal(place: i32, context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, encrypt: bool, stream: usize): void {
  const packet = batchPacket(place);
  if (encrypt) crypt(context, packet, octets, clear, ssrc, upper, lower, stream);
  stage(place, context, packet, octets, word);
}

/** Makes the packet at a place of the batch ready for the verification of its tag. */
export function stageOpen(place: i32, context: usize, octets: i32, word: u32, tagAt: i32): void {
  const packet = batchPacket(place);
  const received = RECEIVED + (<usize>place << 5);
  v128.store(received, v128.load(packet + <usize>tagAt));
  v128.store(received, v128.load(packet + <usize>tagAt, 16), 16);
  stage(place, context, packet, octets, word);
}

/** Computes the MACs of the packets at places 0 to `count` - 1. */
export function authenticateBatch(count: i32): void {
  hashJobs(count);
}

/** Puts the whole tag at `tagAt` and the packet into the packet area. */
export function sealStaged(place: i32, octets: i32, tagAt: i32): void {
  copy(PACKET, batchPacket(place), octets + 4);
  const mac = MACS + (<usize>place << 5);
  const tag = PACKET + <usize>tagAt;
  v128.store(tag, v128.load(mac));
  store<u32>(tag, load<u32>(mac, 16), 16);
}

/** Whether the packet is authentic; only then it is decrypted, into the packet area. */
export function openStaged(place: i32, context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, encrypt: bool, stream: usize, tagOctets: i32): bool {
  const at = <usize>place << 5;
  if (!sameTag(RECEIVED + at, MACS + at, tagOctets)) return false;
  copy(PACKET, batchPacket(place), octets);
  if (encrypt) crypt(context, PACKET, octets, clear, ssrc, upper, lower, stream);
  return true;
}

function stage(place: i32, context: usize, packet: usize, octets: i32, word: u32): void {
  store<u32>(packet + <usize>octets, bswap(word));
  setJob(place, context, packet, padHash(packet, octets + 4), MACS + (<usize>place << 5));
}
