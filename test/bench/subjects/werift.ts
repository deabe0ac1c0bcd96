import { randomBytes } from 'node:crypto';
import { RtpHeader, SrtpSession } from 'werift-rtp';
import { type MakeSubject, packetsPerRound } from './subject.js';

/** npm `werift-rtp`. Its `encrypt` takes a header object: it is given a ready one, which is in its favour. It has no replay window. */
export const werift: MakeSubject = (suite, payloadOctets) => {
  const gcm = suite === 'AEAD_AES_128_GCM';
  const key = randomBytes(16);
  const salt = randomBytes(gcm ? 12 : 14);
  const keys = { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt };
  const session = new SrtpSession({ keys, profile: gcm ? 7 : 1 });
  const payload = Buffer.alloc(payloadOctets, 7);
  const header = new RtpHeader({ version: 2, payloadType: 0, ssrc: 9, sequenceNumber: 0, timestamp: 0 });
  const wire: Buffer[] = [];
  return {
    protect() {
      for (let i = 0; i < packetsPerRound; i++) {
        header.sequenceNumber = (header.sequenceNumber + 1) & 0xffff;
        wire[i] = session.encrypt(payload, header);
      }
    },
    unprotect() {
      for (let i = 0; i < packetsPerRound; i++) session.decrypt(wire[i] as Buffer);
    },
  };
};
