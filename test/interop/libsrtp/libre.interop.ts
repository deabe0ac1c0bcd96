import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { rtcpPackets, rtpPackets } from '../packets.js';
import { type Case, compare } from './comparison.js';
import { compileOracle, Oracle } from './oracle.js';

/** libre cuts the SRTCP tag too, against RFC 4568 §6.2.2: the reason for `srtcpTagOctets`. */
const short: Pick<Case, 'parameters'> = { parameters: { srtcpTagOctets: 4 } };

const cases: readonly Case[] = [
  { title: 'AES_CM_128_HMAC_SHA1_80', suite: 'AES_CM_128_HMAC_SHA1_80' },
  { title: 'AES_CM_128_HMAC_SHA1_32', suite: 'AES_CM_128_HMAC_SHA1_32', ...short },
  { title: 'AES_256_CM_HMAC_SHA1_80', suite: 'AES_256_CM_HMAC_SHA1_80' },
  { title: 'AES_256_CM_HMAC_SHA1_32', suite: 'AES_256_CM_HMAC_SHA1_32', ...short },
  { title: 'AEAD_AES_128_GCM', suite: 'AEAD_AES_128_GCM' },
  { title: 'AEAD_AES_256_GCM', suite: 'AEAD_AES_256_GCM' },
];

describe('libre and this engine, byte for byte: 2,000 packets past a sequence wrap', function () {
  this.timeout(60_000);
  if (!needs('cc', '/usr/include/re/re.h')) return;
  const folder = temporaryFolder();
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(compileOracle('libre', folder));
  });
  after(() => oracle?.close());

  const packets = {
    Rtp: rtpPackets(2_000, { ssrc: 0xdecafbad, firstSequence: 64_500, seed: 1 }),
    Rtcp: rtcpPackets(2_000, { ssrc: 0xdecafbad, seed: 2 }),
  };
  for (const one of cases)
    for (const kind of ['Rtp', 'Rtcp'] as const)
      it(`${one.title}: S${kind.toUpperCase()}`, () => compare(oracle, one, kind, packets[kind], []));
});
