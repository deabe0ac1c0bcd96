import { PacketWork, Secret, suites } from '@sdpsec/srtp-core';
import { compiledEngine } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { type MakeSubject, packetsPerRound, plainPackets, targets } from './subject.js';

const engine = compiledEngine(portableEngine());

/** The compiled engine alone: packets are numbered as for a session, but no header is read and no state kept, so the difference to `sdpsec` is what those cost. */
export const engineAlone: MakeSubject = (suite, payloadOctets) => {
  if (!engine) throw new Error('this runtime has no WebAssembly');
  const { keyOctets, saltOctets, tagOctets } = suites[suite];
  const [key, salt] = [Secret.random(keyOctets), Secret.random(saltOctets)];
  const sender = engine.keySlot(suites[suite], key, salt, 0);
  const receiver = engine.keySlot(suites[suite], key, salt, 0);
  const plain = plainPackets(payloadOctets);
  const wire = targets(payloadOctets);
  const opened = targets(payloadOctets);
  // Exact lengths, as a socket delivers them.
  const sealed = wire.map(target => target.subarray(0, 12 + payloadOctets + tagOctets.srtp));
  const work = new PacketWork();
  work.ssrc = 9;
  work.clear = 12;
  work.tagOctets = tagOctets.srtp;
  const octets = 12 + payloadOctets;
  let sent = 0;
  let received = 0;
  return {
    protect() {
      for (let i = 0; i < packetsPerRound; i++) {
        work.index = ++sent;
        work.roc = Math.floor(sent / 65_536);
        const packet = plain[i] as Buffer;
        packet[2] = sent >> 8;
        packet[3] = sent;
        work.source = packet;
        work.sourceEnd = octets;
        work.target = wire[i] as Buffer;
        sender.seal(work);
      }
    },
    unprotect() {
      for (let i = 0; i < packetsPerRound; i++) {
        work.index = ++received;
        work.roc = Math.floor(received / 65_536);
        work.source = sealed[i] as Buffer;
        work.sourceEnd = octets + tagOctets.srtp;
        work.target = opened[i] as Buffer;
        if (receiver.open(work) < 0) throw new Error('refused');
      }
    },
  };
};
