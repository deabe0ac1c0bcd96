import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  deriveFromDtlsExporter,
  dtlsExporterLabel,
  dtlsExporterOctets,
  findSuite,
  SrtpError,
  type SrtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../support/needs.js';
import { hex, octets } from '../support/vectors.js';

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

describe('deriveFromDtlsExporter (RFC 5764 §4.2)', () => {
  // The names that OpenSSL gives to what it knows.
  const opensslNames = {
    SRTP_AES128_CM_SHA1_80: 'AES_CM_128_HMAC_SHA1_80',
    SRTP_AES128_CM_SHA1_32: 'AES_CM_128_HMAC_SHA1_32',
    SRTP_AEAD_AES_128_GCM: 'AEAD_AES_128_GCM',
    SRTP_AEAD_AES_256_GCM: 'AEAD_AES_256_GCM',
  } as const;
  if (needs('openssl'))
    for (const [theirs, ours] of Object.entries(opensslNames))
      it(`keys both ends of an OpenSSL handshake with ${theirs}`, async () => {
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
      });

  it('takes every profile that has a number, by number and by name, and gives the directions to the roles', () => {
    // IANA, "DTLS-SRTP Protection Profiles": 1, 2, 5..16.
    for (const number of [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
      const suite = Object.values(suites).find(({ dtlsProfile }) => dtlsProfile === number)!;
      const material = Uint8Array.from({ length: dtlsExporterOctets(number) }, (_, i) => i);
      const client = deriveFromDtlsExporter(material, number, 'client');
      const server = deriveFromDtlsExporter(material, suite.name, 'server');
      expect(client.send[0].suite, `profile ${number}`).to.equal(suite.name);
      expect(client.send[0].masterKeys[0].key.reveal()[0], suite.name).to.equal(0);
      expect(server.send[0].masterKeys[0].key.reveal()[0], suite.name).to.equal(suite.keyOctets);
      expect(keyAndSalt(client.send[0]), suite.name).to.equal(keyAndSalt(server.receive[0]));
    }
  });

  it('refuses what is no profile, another length and another role, by code', () => {
    const code = (build: () => unknown) => {
      try {
        build();
      } catch (error) {
        if (error instanceof SrtpError) return error.code;
      }
      return undefined;
    };
    const material = new Uint8Array(60);
    expect(findSuite('F8_128_HMAC_SHA1_80')).to.not.equal(undefined);
    for (const profile of [0, 3, 4, 17, Number.NaN, -1, 'F8_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM_8', 'x'.repeat(1000), ''])
      expect(
        code(() => deriveFromDtlsExporter(material, profile, 'client')),
        `${profile}`.slice(0, 30),
      ).to.equal('unsupported-suite');
    for (const length of [0, 59, 61, 92])
      expect(code(() => deriveFromDtlsExporter(new Uint8Array(length), 1, 'client'))).to.equal('bad-parameters');
    expect(code(() => deriveFromDtlsExporter(material, 1, 'peer' as 'client'))).to.equal('bad-parameters');
    for (const wrong of ['0'.repeat(60), new Array(60).fill(0), undefined, null])
      expect(code(() => deriveFromDtlsExporter(wrong as unknown as Uint8Array, 1, 'client'))).to.equal('bad-parameters');
    for (const wrong of [undefined, null, 1n, {}])
      expect(code(() => deriveFromDtlsExporter(material, wrong as unknown as string, 'client'))).to.equal('unsupported-suite');
  });
});
