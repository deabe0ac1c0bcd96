import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  deriveFromDtlsExporter,
  dtlsExporterLabel,
  dtlsExporterOctets,
  type SrtpParameters,
  SrtpSession,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { rtpPackets } from '../packets.js';

function keyAndSalt({ masterKeys: [{ key, salt }] }: SrtpParameters): string {
  return `${hex(key.reveal())} ${hex(salt.reveal())}`;
}

/** Starts `openssl` and resolves with the first group of `wanted` in what it prints. */
function openssl(args: readonly string[]): ChildProcessWithoutNullStreams & { says(wanted: RegExp): Promise<string> } {
  const child = spawn('openssl', args);
  let printed = '';
  const says = (wanted: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (chunk = '') => {
        printed += chunk;
        const found = wanted.exec(printed);
        if (found) resolve(found[1]!);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('exit', () => reject(new Error(`openssl ${args[0]} ended without ${wanted}: ${printed}`)));
      look();
    });
  return Object.assign(child, { says });
}

/** What both ends of a DTLS 1.2 handshake on the loopback export. */
async function exportedBy(profile: string, length: number): Promise<{ client: string; server: string }> {
  const common = ['-dtls1_2', '-psk', '00112233445566778899aabbccddeeff', '-cipher', 'PSK', '-use_srtp', profile];
  const exporter = ['-keymatexport', dtlsExporterLabel, '-keymatexportlen', `${length}`];
  const server = openssl(['s_server', '-accept', '127.0.0.1:0', '-nocert', ...common, ...exporter]);
  try {
    const port = await server.says(/ACCEPT 127\.0\.0\.1:(\d+)/);
    const client = openssl(['s_client', '-connect', `127.0.0.1:${port}`, ...common, ...exporter]);
    try {
      const material = /Keying material: ([0-9A-F]+)/;
      return { client: await client.says(material), server: await server.says(material) };
    } finally {
      client.kill();
    }
  } finally {
    server.kill();
  }
}

describe('OpenSSL, the exporter of a DTLS 1.2 handshake (RFC 5764 §4.2)', () => {
  if (!needs('openssl')) return;
  // The names that OpenSSL gives to what it knows.
  const opensslNames = {
    SRTP_AES128_CM_SHA1_80: 'AES_CM_128_HMAC_SHA1_80',
    SRTP_AES128_CM_SHA1_32: 'AES_CM_128_HMAC_SHA1_32',
    SRTP_AEAD_AES_128_GCM: 'AEAD_AES_128_GCM',
    SRTP_AEAD_AES_256_GCM: 'AEAD_AES_256_GCM',
  } as const;
  for (const [theirs, ours] of Object.entries(opensslNames))
    it(`${ours}: both ends of its handshake export what keys both directions`, async () => {
      const length = dtlsExporterOctets(ours);
      const exported = await exportedBy(theirs, length);
      const client = deriveFromDtlsExporter(octets(exported.client), ours, 'client');
      const server = deriveFromDtlsExporter(octets(exported.server), ours, 'server');
      expect(keyAndSalt(client.send[0])).to.equal(keyAndSalt(server.receive[0]));
      expect(keyAndSalt(client.receive[0])).to.equal(keyAndSalt(server.send[0]));
      // client key || server key || client salt || server salt
      const digits = exported.client.toLowerCase();
      const { keyOctets, saltOctets } = suites[ours]!;
      const [key, salt] = [2 * keyOctets, 2 * saltOctets] as const;
      expect(digits).to.have.length(2 * (key + salt));
      expect(keyAndSalt(client.send[0])).to.equal(`${digits.slice(0, key)} ${digits.slice(2 * key, 2 * key + salt)}`);
      expect(keyAndSalt(server.send[0])).to.equal(`${digits.slice(key, 2 * key)} ${digits.slice(2 * key + salt)}`);
      const [caller, called] = [new SrtpSession(client), new SrtpSession(server)];
      for (const packet of rtpPackets(10, { ssrc: 1, firstSequence: 65_530, seed: 1 })) {
        expect(hex(called.unprotectRtp(caller.protectRtp(packet)))).to.equal(hex(packet));
        expect(hex(caller.unprotectRtp(called.protectRtp(packet)))).to.equal(hex(packet));
      }
    });
});
