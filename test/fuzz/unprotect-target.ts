import { compiledEngine, type Engine, portableEngine, SrtpReceiver, SrtpSession, type SuiteName } from '@sdpsec/srtp-core';
import { freshParameters, rtcpPacket, rtpPacket } from '../srtp-core/session/packets.js';
import { demand, type FuzzTarget } from './target.js';

/** Octets of the longest input and more: no packet grows by being unprotected. */
const targetOctets = 4096;
const suiteNames: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_32',
  'NULL_HMAC_SHA1_80',
];

export const engines = { portable: portableEngine(), compiled: compiledEngine(portableEngine()) as Engine };

/**
 * Any octets as SRTP and SRTCP, by several suites: only packets of the sender are taken, whatever the engines they agree, and a
 * refused packet leaves the state as it was.
 */
export function unprotectTarget(...used: readonly Engine[]): FuzzTarget {
  const keyings = suiteNames.map(suite => freshParameters({ suite }));
  const genuine: Uint8Array[] = keyings.flatMap(parameters => {
    const sender = new SrtpSession({ send: [parameters], receive: [] });
    const packets = [1, 2, 3].map(sequence => sender.protectRtp(rtpPacket(sequence, 0x11223344, 20)));
    return [...packets, sender.protectRtcp(rtcpPacket())];
  });
  const known = new Set(genuine.map(packet => Buffer.from(packet).toString('latin1')));
  const receivers = keyings.map(parameters => used.map(engine => new SrtpReceiver([parameters], { engine })));
  const outs = used.map(() => new Uint8Array(targetOctets));
  return {
    seeds: () => [...genuine, rtpPacket(1), rtcpPacket()],
    run(input) {
      for (const alike of receivers)
        for (const unprotect of ['unprotectRtpInto', 'unprotectRtcpInto'] as const) {
          const results = alike.map((receiver, i) => receiver[unprotect](input, outs[i] as Uint8Array));
          const [first] = results as [number];
          demand(
            results.every(result => result === first),
            'all engines come to one verdict',
          );
          if (first < 0) continue;
          demand(known.has(Buffer.from(input).toString('latin1')), 'no packet but a true one is taken');
          const plain = outs.map(out => Buffer.from(out.subarray(0, first)).toString('latin1'));
          demand(
            plain.every(octets => octets === plain[0]),
            'all engines yield the same octets',
          );
        }
    },
  };
}
