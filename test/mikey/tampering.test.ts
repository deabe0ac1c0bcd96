import {
  type AsyncMikeyHost,
  decodeMessage,
  driveAsync,
  type InitiatorOptions,
  initiator,
  type Mode,
  type Outcome,
  payloadSpans,
  responder,
} from '@sdpsec/mikey';
import { expect } from 'chai';
import { certifiedHost, peerCertificates } from './certified.js';
import { alice, bob, cm80, established, now, offered, pskHost } from './parties.js';

/** Every chain is judged once: the sweep is over messages, and a chain that was changed is a new one. */
function remembering(host: AsyncMikeyHost): AsyncMikeyHost {
  const verdicts = new Map<string, ReturnType<NonNullable<AsyncMikeyHost['trust']>>>();
  return {
    ...host,
    ...pskHost(),
    claimReplay: () => true,
    trust: (chain, peer, at, use) => {
      const key = `${use} ${chain.map(octets => Buffer.from(octets).toString('base64'))}`;
      const known = verdicts.get(key) ?? host.trust?.(chain, peer, at, use);
      if (known) verdicts.set(key, known);
      return known ?? { kind: 'distrusted', reason: 'no host' };
    },
  };
}

/** Where to change a message: every octet, but in certificates, which X.509 protects, every 31st. */
function places(octets: Uint8Array): number[] {
  const certificates = payloadSpans(decodeMessage(octets)).filter(({ kind }) => kind === 'CERT');
  const inCertificate = (at: number) => certificates.some(({ offset, length }) => at >= offset + 4 && at < offset + length);
  return Array.from(octets.keys()).filter(at => !inCertificate(at) || at % 31 === 0);
}

describe('a changed message is never accepted, and never ends in another exception (RFC 3830 §5.3)', () => {
  const modes: readonly Mode[] = ['psk', 'dhhmac', 'public-key', 'dh', 'rsa-r'];
  for (const mode of modes)
    it(`${mode}: every truncation and every one-octet change of both messages`, async () => {
      const options: InitiatorOptions = {
        ...{ mode, identity: alice, peer: bob, sessions: [{ policy: cm80, ssrc: 1 }, { policy: cm80 }] },
        ...(mode === 'public-key' && { peerCertificates }),
      };
      const hosts = [remembering(certifiedHost('leaf')), remembering(certifiedHost('bob'))] as const;
      const calling = initiator(options);
      const answering = responder({ identity: bob });
      const offer = offered(await driveAsync(calling.start(now), hosts[0]));
      const { reply } = established(await driveAsync(answering.handle(offer.message, now), hosts[1]));
      const sides: Record<string, [Uint8Array, (octets: Uint8Array) => Promise<Outcome>]> = {
        request: [offer.message, octets => driveAsync(answering.handle(octets, now), hosts[1])],
        answer: [reply as Uint8Array, octets => driveAsync(calling.handle(offer.state, octets, now), hosts[0])],
      };
      for (const [name, [octets, handle]] of Object.entries(sides)) {
        expect((await handle(octets)).kind, name).to.equal('established');
        for (const at of places(octets)) {
          const changed = octets.map((octet, i) => (i === at ? octet ^ (1 << (at % 8)) : octet));
          expect((await handle(changed)).kind, `${name}, octet ${at}`).to.be.oneOf(['refused', 'hint']);
        }
        for (let length = 0; length < octets.length; length++)
          expect((await handle(octets.subarray(0, length))).kind, `${name}, ${length} octets`).to.be.oneOf(['refused', 'hint']);
        const longer = new Uint8Array([...octets, 0]);
        expect((await handle(longer)).kind, `${name}, an octet behind`).to.be.oneOf(['refused', 'hint']);
      }
    }).timeout(60_000);
});
