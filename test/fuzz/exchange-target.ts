import { driveAsync, type InitiatorOptions, initiator, type Mode, type Outcome, responder } from '@sdpsec/mikey';
import { certifiedHost, peerCertificates } from '../mikey/certified.js';
import { alice, bob, cm80, established, now, offered, pskHost } from '../mikey/parties.js';
import { demand, type FuzzTarget } from './target.js';

/** Both ends of an exchange take any octets: only the true message makes keys (RFC 3830 §5.3, §5.4). */
export function exchangeTarget(mode: Mode): FuzzTarget {
  const options: InitiatorOptions = {
    ...{ mode, identity: alice, peer: bob, sessions: [{ policy: cm80, ssrc: 1 }, { policy: cm80 }] },
    ...(mode === 'public-key' && { peerCertificates }),
  };
  const host = (name: string) => ({ ...certifiedHost(name), ...pskHost(), claimReplay: () => true });
  const hosts = [host('leaf'), host('bob')] as const;
  const calling = initiator(options);
  const answering = responder({ identity: bob });
  let recorded:
    | Promise<{ request: Uint8Array; reply: Uint8Array; handleReply: (octets: Uint8Array) => Promise<Outcome> }>
    | undefined;

  async function record() {
    const { message, state } = offered(await driveAsync(calling.start(now), hosts[0]));
    const { reply } = established(await driveAsync(answering.handle(message, now), hosts[1]));
    return {
      ...{ request: message, reply: reply as Uint8Array },
      handleReply: (octets: Uint8Array) => driveAsync(calling.handle(state, octets, now), hosts[0]),
    };
  }

  return {
    seeds: async () => {
      recorded ??= record();
      const { request, reply } = await recorded;
      return [request, reply];
    },
    async run(input) {
      recorded ??= record();
      const { request, reply, handleReply } = await recorded;
      const outcomes = [
        [request, await driveAsync(answering.handle(input, now), hosts[1])],
        [reply, await handleReply(input)],
      ] as const;
      for (const [genuine, { kind }] of outcomes)
        demand(kind !== 'established' || Buffer.compare(genuine, input) === 0, 'no message but the true one makes keys');
    },
  };
}
