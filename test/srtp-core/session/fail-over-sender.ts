/**
 * A sender that dies in mid-call. Takes its snapshot from a file if there is one, sends packets as lines on stdout, and
 * stores a new snapshot whenever one is due, before anything that needs it leaves.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { openSnapshot, SrtpSession, sealSnapshot, srtpParameters } from '@sdpsec/srtp-core';
import { rtcpPacket, rtpPacket } from './packets.js';

const [file = '', wrappingKeyHex = '', masterKeyHex = '', masterSaltHex = '', count = '0'] = process.argv.slice(2);
const wrappingKey = Buffer.from(wrappingKeyHex, 'hex');

function store(session: SrtpSession): void {
  writeFileSync(`${file}.new`, sealSnapshot(session.snapshot(), wrappingKey));
  renameSync(`${file}.new`, file);
}

const options = { reserve: 64, onEvent: (event: { kind: string }) => event.kind === 'snapshot-due' && store(session) };
const session: SrtpSession = existsSync(file)
  ? SrtpSession.restore(openSnapshot(readFileSync(file), wrappingKey), options)
  : new SrtpSession({
      ...options,
      send: [
        srtpParameters({
          suite: 'AES_CM_128_HMAC_SHA1_80',
          masterKeys: [{ key: Buffer.from(masterKeyHex, 'hex'), salt: Buffer.from(masterSaltHex, 'hex') }],
        }),
      ],
    });

const first = session.streams[0]?.firstSafeSequence ?? 65_500;
for (let i = 0; i < Number(count); i++) {
  process.stdout.write(`rtp ${Buffer.from(session.protectRtp(rtpPacket(first + i))).toString('hex')}\n`);
  if (i % 10 === 0) process.stdout.write(`rtcp ${Buffer.from(session.protectRtcp(rtcpPacket())).toString('hex')}\n`);
}
process.stdout.write('waiting\n');
// Alive until it is killed.
setInterval(() => {}, 1000);
