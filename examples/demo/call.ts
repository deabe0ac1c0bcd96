import { setTimeout as sleep } from 'node:timers/promises';
import { type Answered, answerOffer, createOffer } from '@sdpsec/negotiation';
import { type SrtpKeying, SrtpSession } from '@sdpsec/srtp-core';
import { keyingOfOfferer } from './caller.js';
import { rtpPackets, senderReport, tone } from './g711.js';
import { localSdpFor } from './local-sdp.js';
import { Party } from './party.js';

/** What the demo tells about one call. */
export interface CallReport {
  readonly parties: readonly Party[];
  readonly forged: string;
  readonly replayed: string;
  readonly rekey: string;
  /** Every octet that one side spoke was heard by the other, in order. */
  readonly audioEqual: boolean;
}

const seconds = 2;
const packetMilliseconds = 20;

/** Carries two seconds of audio both ways between the phone that wrote the offer and us, with an attacker beside the wire. */
export async function call(offerSdp: string, localSdp: string, answered: Answered, payloadType: number): Promise<CallReport> {
  const keying = answered.agreement.rtpSessions[0];
  if (!keying) throw new Error('nothing was agreed on');
  const caller = new Party('caller', new SrtpSession(keyingOfOfferer(offerSdp, answered.sdp)));
  const callee = new Party('callee', new SrtpSession(keying));
  const [callerPort, calleePort] = [await caller.open(), await callee.open()];
  caller.connect(calleePort);
  callee.connect(callerPort);

  const spoken = { caller: tone(seconds, 440), callee: tone(seconds, 660) };
  const packets = {
    caller: rtpPackets(spoken.caller, { ssrc: 0x1001, firstSequence: 32_700, payloadType }),
    callee: rtpPackets(spoken.callee, { ssrc: 0x2002, firstSequence: 9, payloadType }),
  };
  const half = packets.caller.length / 2;
  let rekey = '';
  let forged = '';
  let replayed = '';
  const started = performance.now();
  for (const [at, packet] of packets.caller.entries()) {
    caller.sendRtp(packet);
    callee.sendRtp(packets.callee[at] as Uint8Array);
    if (at % half === half - 1) {
      caller.sendRtcp(senderReport(0x1001, at + 1));
      callee.sendRtcp(senderReport(0x2002, at + 1));
    }
    // Re-keyed with packets of the old keys still in flight.
    if (at === half) rekey = rekeyByReoffer(callee.session, caller.session, localSdp, answered);
    if (at === half + 10) forged = await inject(caller, callee, forge(caller.wire.at(-1) as Uint8Array));
    if (at === half + 20) replayed = await inject(caller, callee, caller.wire.at(-1) as Uint8Array);
    await sleep(Math.max(0, started + (at + 1) * packetMilliseconds - performance.now()));
  }
  await sleep(50);
  const audioEqual =
    Buffer.concat(callee.heard).equals(Buffer.from(spoken.caller)) &&
    Buffer.concat(caller.heard).equals(Buffer.from(spoken.callee));
  for (const party of [caller, callee]) party.close();
  return { parties: [caller, callee], forged, replayed, rekey, audioEqual };
}

/** We offer new keys, the phone answers with new keys of its own; both sides update, and the old receiving keys fade out. */
function rekeyByReoffer(ours: SrtpSession, phones: SrtpSession, localSdp: string, { dialog }: Answered): string {
  const pending = createOffer(localSdp, { previous: dialog, rekey: true });
  const reanswered = answerOffer(pending.sdp, localSdpFor(pending.sdp, 40_000));
  const { agreement } = pending.accept(reanswered.sdp);
  const change = ours.update(agreement.rtpSessions[0] as SrtpKeying);
  phones.update(reanswered.agreement.rtpSessions[0] as SrtpKeying);
  return `send ${change.send}, receive ${change.receive}`;
}

/** What the receiver made of a datagram that the attacker sent: the reason whose count went up, or `accepted`. */
async function inject(from: Party, to: Party, datagram: Uint8Array): Promise<string> {
  await sleep(5);
  const before = { ...to.rtp.rejected };
  from.inject(datagram);
  await sleep(5);
  return Object.keys(to.rtp.rejected).find(reason => to.rtp.rejected[reason] !== before[reason]) ?? 'accepted';
}

/** The next packet of the stream, as one would write it who lacks the key: nothing but the tag can tell. */
function forge(datagram: Uint8Array): Uint8Array {
  const forged = datagram.slice();
  forged[3] = ((forged[3] ?? 0) + 1) & 0xff;
  return forged;
}
