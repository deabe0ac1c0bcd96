import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { rtcpPackets, rtpPackets } from '../packets.js';
import { type Case, compare } from './comparison.js';
import { compileOracle, Oracle } from './oracle.js';

const ssrc = 0xcafebabe;
const mkiOctets = 4;

const first: readonly Case[] = [
  { title: 'AES_CM_128_HMAC_SHA1_80', suite: 'AES_CM_128_HMAC_SHA1_80' },
  { title: 'AES_CM_128_HMAC_SHA1_80 with MKI', suite: 'AES_CM_128_HMAC_SHA1_80', mkiOctets },
  { title: 'AES_CM_128_HMAC_SHA1_32', suite: 'AES_CM_128_HMAC_SHA1_32' },
  { title: 'AES_CM_128_HMAC_SHA1_32 with MKI', suite: 'AES_CM_128_HMAC_SHA1_32', mkiOctets, theyCannotUnprotectRtcp: true },
];

const cm = 'AES_CM_128_HMAC_SHA1_80';
const gcm = 'AEAD_AES_128_GCM';
const further: readonly Case[] = [
  { title: 'AES_256_CM_HMAC_SHA1_80 (RFC 6188)', suite: 'AES_256_CM_HMAC_SHA1_80' },
  { title: 'AES_256_CM_HMAC_SHA1_32', suite: 'AES_256_CM_HMAC_SHA1_32' },
  { title: 'NULL_HMAC_SHA1_80 (RFC 5764)', suite: 'NULL_HMAC_SHA1_80' },
  { title: 'AEAD_AES_128_GCM (RFC 7714)', suite: gcm },
  { title: 'AEAD_AES_256_GCM', suite: 'AEAD_AES_256_GCM' },
  { title: 'AEAD_AES_128_GCM_8, which no RFC registers', suite: 'AEAD_AES_128_GCM_8' },
  { title: 'AEAD_AES_256_GCM_8', suite: 'AEAD_AES_256_GCM_8' },
  { title: 'MKI of 1 octet', suite: cm, mkiOctets: 1 },
  { title: 'MKI of 128 octets', suite: cm, mkiOctets: 128 },
  { title: 'AEAD with MKI, which stands behind the tag', suite: 'AEAD_AES_256_GCM', mkiOctets },
  { title: 'three master keys in turn', suite: cm, mkiOctets: 2, keys: 3 },
  { title: 'three master keys in turn, AEAD', suite: gcm, mkiOctets: 2, keys: 3 },
  { title: 'UNENCRYPTED_SRTP', suite: cm, parameters: { unencryptedSrtp: true }, settings: 'unencrypted-srtp=1' },
  { title: 'UNENCRYPTED_SRTCP', suite: cm, parameters: { unencryptedSrtcp: true }, settings: 'unencrypted-srtcp=1' },
  { title: 'UNENCRYPTED_SRTCP, AEAD', suite: gcm, parameters: { unencryptedSrtcp: true }, settings: 'unencrypted-srtcp=1' },
  { title: 'UNAUTHENTICATED_SRTP', suite: cm, parameters: { unauthenticatedSrtp: true }, settings: 'unauthenticated-srtp=1' },
  ...([cm, 'AES_256_CM_HMAC_SHA1_80', gcm, 'AEAD_AES_256_GCM'] as const).map((suite): Case => {
    const encryptedExtensions = [1, 3, 4];
    return {
      title: `header extensions (RFC 6904), ${suite}`,
      suite,
      parameters: { encryptedExtensions },
      settings: 'extensions=1,3,4',
    };
  }),
];

describe('libsrtp 2 and this engine, byte for byte', function () {
  this.timeout(120_000);
  if (!needs('cc', '/usr/include/srtp2/srtp.h')) return;
  const folder = temporaryFolder();
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(compileOracle('libsrtp', folder));
  });
  after(() => oracle?.close());

  describe('70,000 packets past a sequence wrap (RFC 3711)', () => {
    const packets = {
      Rtp: rtpPackets(70_000, { ssrc, firstSequence: 60_000, seed: 3711 }),
      Rtcp: rtcpPackets(70_000, { ssrc, seed: 3712 }),
    };
    for (const one of first)
      for (const kind of ['Rtp', 'Rtcp'] as const)
        it(`${one.title}: S${kind.toUpperCase()}`, () => compare(oracle, one, kind, packets[kind]));
  });

  describe('2,000 packets past a sequence wrap', () => {
    const packets = {
      Rtp: rtpPackets(2_000, { ssrc, firstSequence: 64_500, seed: 6188 }),
      Rtcp: rtcpPackets(2_000, { ssrc, seed: 7714 }),
    };
    for (const one of further)
      for (const kind of ['Rtp', 'Rtcp'] as const)
        it(`${one.title}: S${kind.toUpperCase()}`, () => compare(oracle, one, kind, packets[kind]));

    it('five SSRCs under one key, interleaved', async () => {
      const ssrcs = [1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
      const streams = ssrcs.map((of, i) => rtpPackets(400, { ssrc: of, firstSequence: 65_300 - 50 * i, seed: i + 1 }));
      const interleaved = Array.from({ length: 400 }, (_, i) => streams.map(stream => stream[i] as Buffer)).flat();
      await compare(oracle, { title: '', suite: cm }, 'Rtp', interleaved);
    });
  });
});
