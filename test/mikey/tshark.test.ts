import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage, drive, driveAsync, initiator, type Mode, numberOf, responder } from '@sdpsec/mikey';
import { nodeHost } from '@sdpsec/mikey/node';
import { expect } from 'chai';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { alice, bob, cm80, established, exchange, now, offered, pskHost } from './parties.js';

const pem = (name: string) => readFileSync(new URL(`../vectors/mikey/certificates/${name}`, import.meta.url), 'utf8');
const der = (name: string) => Uint8Array.from(Buffer.from(pem(name).replace(/-----.*-----|\s/g, ''), 'base64'));
const host = (name: string) => ({
  ...nodeHost({
    ...{ certificates: [pem(`${name}.pem`), pem('intermediate.pem')], privateKey: pem('leaf.key'), anchors: [pem('root.pem')] },
  }),
  ...pskHost(),
});

/** For each message, the Next Payload fields that tshark's MIKEY dissector finds, and whether it calls the packet malformed. */
function dissect(messages: readonly Uint8Array[], folder: string): string[] {
  const dump = messages
    .map(octets => `000000 ${Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join(' ')}\n`)
    .join('\n');
  const capture = join(folder, 'messages.pcap');
  const written = spawnSync('text2pcap', ['-q', '-4', '127.0.0.1,127.0.0.1', '-u', '2269,2269', '-', capture], { input: dump });
  if (written.status !== 0) throw new Error(`text2pcap failed: ${written.stderr}`);
  const fields = ['-T', 'fields', '-e', 'mikey.next_payload', '-e', '_ws.malformed'];
  return spawnSync('tshark', ['-r', capture, ...fields], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);
}

describe('tshark dissects every message that we send', () => {
  if (!needs('tshark', 'text2pcap')) return;

  const folder = temporaryFolder();

  it('finds our payloads in our order, and nothing malformed', async () => {
    const sessions = [{ policy: cm80, ssrc: 1 }, { policy: cm80 }];
    const messages: Uint8Array[] = [];
    for (const mode of ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r'] as const satisfies readonly Mode[]) {
      const calling = initiator({
        ...{ mode, identity: alice, peer: bob, sessions, sdpIds: ['mikey', 'keyp1'] },
        ...(mode === 'public-key' && { peerCertificates: [der('bob.pem'), der('intermediate.pem')] }),
      });
      const offer = offered(await driveAsync(calling.start(now), host('leaf')));
      const answer = established(await driveAsync(responder({ identity: bob }).handle(offer.message, now), host('bob')));
      messages.push(offer.message, answer.reply as Uint8Array);
      // Errors: with V where a secret is shared, signed where there are certificates.
      const strict = responder({ identity: bob, suites: ['AEAD_AES_128_GCM'] });
      const error = await driveAsync(strict.handle(offer.message, now), host('bob'));
      if (error.kind !== 'refused' || !error.reply) throw new Error(`${mode}: no error message`);
      messages.push(error.reply);
    }
    const ends = messages.map(octets => decodeMessage(octets).payloads.at(-1)?.kind);
    expect(ends.filter((_, i) => i % 3 === 2)).to.deep.equal(['V', 'V', 'SIGN', 'SP', 'SIGN']);
    const naming = initiator({
      ...{ mode: 'public-key', identity: alice, peer: bob, sessions, certificateHash: 'SHA-1' },
      peerCertificates: [der('bob.pem'), der('intermediate.pem')],
    });
    messages.push(offered(await driveAsync(naming.start(now), host('leaf'))).message);
    const first = exchange(initiator({ mode: 'psk', sessions }), responder());
    messages.push(
      offered(drive(initiator({ mode: 'psk', sessions }).start(now + 1, undefined, first.done.state), pskHost())).message,
    );
    const refused = drive(responder({ suites: ['AEAD_AES_128_GCM'] }).handle(first.offer.message, now), pskHost());
    if (refused.kind !== 'refused' || !refused.reply) throw new Error('accepted');
    messages.push(refused.reply);

    const expected = messages.map(octets => {
      const { payloads } = decodeMessage(octets);
      // SIGN has no next payload field; any other last payload says 0. tshark 4.0 knows no CHASH: it gives the next payload of it, and stops.
      const numbers = [...payloads.map(numberOf), ...(payloads.at(-1)?.kind === 'SIGN' ? [] : [0])];
      const chash = payloads.findIndex(({ kind }) => kind === 'CHASH');
      return numbers.slice(0, chash < 0 ? undefined : chash + 2).join(',');
    });
    expect(dissect(messages, folder).map(line => line.split('\t'))).to.deep.equal(expected.map(list => [list, '']));
  });
});
