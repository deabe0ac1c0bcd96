import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { fromHap, toHap } from '@sdpsec/negotiation/adapters/homekit';
import { fromMediasoup, toMediasoup } from '@sdpsec/negotiation/adapters/mediasoup';
import { assertDtlsOnly, stripSdesModifier } from '@sdpsec/negotiation/adapters/sip-js';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { SrtpSession, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import {
  type CameraStreamingDelegate,
  Characteristic,
  decode,
  encode,
  type HAPConnection,
  type PrepareStreamRequest,
  RTPStreamManagement,
  writeUInt16,
} from 'hap-nodejs';
import { SessionDescriptionHandler } from 'sip.js/lib/platform/web/session-description-handler/session-description-handler.js';
import { pcmuPackets, audio as sound } from '../../interop/audio.js';
import { MediaPort, untilBound } from '../../interop/media-port.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { readVectors } from '../../support/vectors.js';
import { audio, line, sdp, session } from '../sdp.js';

const parameters = (suite: SuiteName) => {
  const { keyOctets, saltOctets } = suites[suite];
  const octets = (length: number, from: number) => Uint8Array.from({ length }, (_, i) => from + i);
  return srtpParameters({ suite, masterKeys: [{ key: octets(keyOctets, 1), salt: octets(saltOctets, 101) }] });
};

// The package itself is no dependency of the tests: its installation fetches or compiles a media server.
describe('mediasoup: what the package made of the same keys', () => {
  const taken = readVectors<{ readonly cryptoSuite: string; readonly keyBase64: string }>('mediasoup-srtp-parameters.json');

  it('we write what it reads, suite by suite, and refuse every suite that it refuses', () => {
    for (const { name } of Object.values(suites)) {
      const known = taken.find(({ id }) => id === name);
      const given = parameters(name);
      if (known) expect(toMediasoup(given)).to.deep.equal({ cryptoSuite: known.cryptoSuite, keyBase64: known.keyBase64 });
      else
        expect(() => toMediasoup(given), name)
          .to.throw(NegotiationError)
          .with.property('code', 'not-expressible');
    }
  });

  it('we read what it gives back', () => {
    expect(taken).to.have.length(4);
    for (const { id, ...written } of taken) {
      const [own, read] = [parameters(id as SuiteName), fromMediasoup(written)].map(one => one.masterKeys[0]);
      expect([read?.key.reveal(), read?.salt.reveal()], id).to.deep.equal([own?.key.reveal(), own?.salt.reveal()]);
    }
  });
});

describe('HomeKit: hap-nodejs, the package itself', () => {
  for (const [suite, number] of [
    ['AES_CM_128_HMAC_SHA1_80', 0],
    ['AES_256_CM_HMAC_SHA1_80', 1],
  ] as const)
    it(`${suite}: what a controller writes comes to us by fromHap, what toHap gives goes back to it`, async () => {
      const asked = parameters(suite);
      const [key, salt] = [asked.masterKeys[0].key.reveal(), asked.masterKeys[0].salt.reveal()];
      let request: PrepareStreamRequest | undefined;
      const answer = { ...toHap(asked), port: 5004, ssrc: 1 };
      const stream = { port: 5004, ssrc: 1, srtp_key: Buffer.from(answer.srtp_key), srtp_salt: Buffer.from(answer.srtp_salt) };
      const delegate: CameraStreamingDelegate = {
        prepareStream: (given, callback) => {
          request = given;
          callback(undefined, { video: stream, audio: stream });
        },
        handleStreamRequest: (_, callback) => callback(),
        handleSnapshotRequest: (_, callback) => callback(),
      };
      const options = {
        supportedCryptoSuites: [number],
        video: { codec: { profiles: [0], levels: [0] }, resolutions: [[320, 240, 15] as [number, number, number]] },
      };
      const management = new RTPStreamManagement(0, options, delegate);
      const endpoints = management.getService().getCharacteristic(Characteristic.SetupEndpoints);
      const connection = Object.assign(new EventEmitter(), { localAddress: '127.0.0.1', getLocalAddress: () => '127.0.0.1' });
      // The Setup Endpoints characteristic: session, controller address, SRTP parameters of video and audio (HAP §9.27).
      const srtp = encode(1, number, 2, Buffer.from(key), 3, Buffer.from(salt));
      const address = encode(1, 0, 2, '127.0.0.1', 3, writeUInt16(5000), 4, writeUInt16(5002));
      const written = encode(1, Buffer.alloc(16, 5), 3, address, 4, srtp, 5, srtp).toString('base64');
      await endpoints.handleSetRequest(written, connection as unknown as HAPConnection);
      if (!request) throw new Error('hap-nodejs asked for no stream');
      const taken = fromHap(request.video);
      expect(taken.suite).to.equal(suite);
      expect([...taken.masterKeys[0].key.reveal(), ...taken.masterKeys[0].salt.reveal()]).to.deep.equal([...key, ...salt]);
      const response = decode(Buffer.from(String(await endpoints.handleGetRequest()), 'base64'));
      expect(decode(response[4] as Buffer)).to.deep.equal({ 1: Buffer.of(number), 2: Buffer.from(key), 3: Buffer.from(salt) });
    });
});

describe('SIP.js, the package itself over a stand-in for the browser', () => {
  const sdes = sdp(...session('a'), ...audio(1, 'RTP/SAVPF'), line(1, 1));
  const dtls = sdp(
    ...session('a'),
    ...audio(1, 'UDP/TLS/RTP/SAVPF'),
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  );
  let remote: { sdp?: string } | undefined;
  const browser = globalThis as { RTCPeerConnection?: unknown; MediaStream?: unknown };
  const before = { ...browser };

  beforeEach(() => {
    remote = undefined;
    browser.MediaStream = class {
      getTracks = () => [];
      getAudioTracks = () => [];
      getVideoTracks = () => [];
    };
    browser.RTCPeerConnection = class extends EventEmitter {
      signalingState = 'stable';
      getSenders = () => [];
      async setRemoteDescription(description: { sdp?: string }): Promise<void> {
        remote = description;
      }
    };
  });
  afterEach(() => {
    browser.RTCPeerConnection = before.RTCPeerConnection;
    browser.MediaStream = before.MediaStream;
  });

  const nothing = () => undefined;
  type Handler = ConstructorParameters<typeof SessionDescriptionHandler>;
  const logger = { debug: nothing, error: nothing, log: nothing, warn: nothing } as unknown as Handler[0];
  const handler = () => new SessionDescriptionHandler(logger, async () => new MediaStream());

  it('hands the browser what the modifier leaves', async () => {
    await handler().setDescription(sdes, {}, [stripSdesModifier as never]);
    expect(remote?.sdp).to.equal(sdp(...session('a'), ...audio(1, 'RTP/AVPF')));
  });

  it('refuses a description of which the modifier says so, and takes DTLS-SRTP', async () => {
    const refused = await handler()
      .setDescription(sdes, {}, [assertDtlsOnly as never])
      .then(nothing, (error: Error) => error.message);
    expect(refused).to.equal('the description has a=crypto lines');
    expect(remote).to.equal(undefined);
    await handler().setDescription(dtls, {}, [assertDtlsOnly as never]);
    expect(remote?.sdp).to.equal(dtls);
  });
});

describe('GStreamer, the program itself', () => {
  if (!needs('gst-launch-1.0')) return;
  const folder = temporaryFolder();

  for (const suite of [
    'AES_CM_128_HMAC_SHA1_80',
    'AES_CM_128_HMAC_SHA1_32',
    'AES_256_CM_HMAC_SHA1_80',
    'AEAD_AES_128_GCM',
    'AEAD_AES_256_GCM',
  ] as const)
    it(`srtpdec opens under our caps what we protect with ${suite}`, async () => {
      const media = await MediaPort.open();
      const theirs = await MediaPort.open();
      theirs.close();
      const file = join(folder, suite);
      const packets = pcmuPackets(sound(1), { ssrc: 0x01020304, firstSequence: 7 });
      const caps = `${gstreamerCaps(parameters(suite), { ssrc: 0x01020304 })},payload=(int)0`;
      const source = ['udpsrc', 'address=127.0.0.1', `port=${theirs.port}`, `num-buffers=${packets.length}`, `caps=${caps}`];
      const run = promisify(execFile)('gst-launch-1.0', ['-q', ...source, '!', 'srtpdec', '!', 'filesink', `location=${file}`]);
      await untilBound(theirs.port);
      const session = new SrtpSession({ send: [parameters(suite)] });
      for (const packet of packets) {
        media.sendRtp(session.protectRtp(packet), theirs.port);
        await sleep(5);
      }
      await run;
      session.close();
      media.close();
      expect(readFileSync(file).equals(Buffer.concat(packets))).to.equal(true);
    });
});
