import { readFileSync } from 'node:fs';
import {
  decodeMessage,
  driveAsync,
  type InitiatorOptions,
  initiator,
  type Mode,
  type ResponderOptions,
  replayCache,
  responder,
} from '@sdpsec/mikey';
import { type NodeHostOptions, nodeHost } from '@sdpsec/mikey/node';
import { alice, bob, cm80, established, now, offered } from './parties.js';

export const sessions = [{ policy: cm80, ssrc: 1 }, { policy: cm80 }];
export const pem = (name: string) => readFileSync(new URL(`../vectors/mikey/certificates/${name}`, import.meta.url), 'utf8');
const der = (name: string) => Uint8Array.from(Buffer.from(pem(name).replace(/-----.*-----|\s/g, ''), 'base64'));
const clock = () => replayCache({ now: () => now });
const anchors = [pem('root.pem')];
/** A host with a certificate of the tests; all of them have the same key, for making one takes time. */
export const certifiedHost = (name: string, options: NodeHostOptions = {}) =>
  nodeHost({
    ...{
      certificates: [pem(`${name}.pem`), pem('intermediate.pem')],
      privateKey: pem('leaf.key'),
      anchors,
      claimReplay: clock(),
    },
    ...options,
  });
/** The chain of somebody, as a peer knows it. */
export const chainOf = (name: string) => [der(`${name}.pem`), der('intermediate.pem')];
export const peerCertificates = chainOf('bob');

export function asAlice(mode: Mode, options: Partial<InitiatorOptions> = {}) {
  return initiator({
    mode,
    identity: alice,
    peer: bob,
    sessions,
    ...(mode === 'public-key' && { peerCertificates }),
    ...options,
  });
}
export const asBob = (options: ResponderOptions = {}) => responder({ identity: bob, ...options });

/** Both messages of an exchange between Alice and Bob. */
export async function run(
  mode: Mode,
  one: Partial<InitiatorOptions> = {},
  other: ResponderOptions = {},
  options: NodeHostOptions = {},
) {
  const hosts = [certifiedHost('leaf', options), certifiedHost('bob', options)] as const;
  const offer = offered(await driveAsync(asAlice(mode, one).start(now), hosts[0]));
  const answer = established(await driveAsync(asBob(other).handle(offer.message, now), hosts[1]));
  const done = established(await driveAsync(asAlice(mode, one).handle(offer.state, answer.reply as Uint8Array, now), hosts[0]));
  return { hosts, offer, answer, done };
}

export const kinds = (octets: Uint8Array) => decodeMessage(octets).payloads.map(({ kind }) => kind);
