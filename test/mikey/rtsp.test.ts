import { inspect } from 'node:util';
import {
  askForMikey,
  decodeMessage,
  drive,
  find,
  formatKeyMgmtHeader,
  formatRtspParameters,
  MikeyError,
  parseKeyMgmtHeader,
  parseRtspParameters,
  type RtspKeyOwner,
  type RtspKeys,
  rtspInitiator,
  rtspKeying,
  rtspResponder,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core/parameters';
import { SrtpSession } from '@sdpsec/srtp-core/session';
import { expect } from 'chai';
import fc from 'fast-check';
import { peerMessages, unhex } from './material.js';
import { cm80, established, keysOf, now, offered, psk, refusal } from './parties.js';

const host = { claimReplay: () => true };

function codes(value: string): string[] {
  const header = parseKeyMgmtHeader(value);
  if (header.kind === 'problem') return [`problem ${header.code} at ${header.offset}`];
  return header.deviations.map(({ code, offset, length }) => `${code} ${offset}+${length}`);
}

describe('RTSP KeyMgmt header (RFC 4567 §3.2, erratum 2247)', () => {
  it('reads parameters in any order, several specs, and URIs with commas and semicolons (trap 6)', () => {
    const text = 'prot=mikey; uri="rtsp://h/a;b,c"; data="AAEC",data="AwQF";prot=keyp1';
    expect(parseKeyMgmtHeader(text)).to.deep.equal({
      kind: 'key-mgmt-header',
      specs: [
        { protocol: 'mikey', uri: 'rtsp://h/a;b,c', data: unhex('000102') },
        { protocol: 'keyp1', data: unhex('030405') },
      ],
      deviations: [],
    });
  });

  it('tolerates what cameras and their clients write, by code', () => {
    expect(codes('prot=mikey;uri="";data="AAEC"')).to.deep.equal([]);
    expect(codes('prot=mikey; uri=""; data=AAEC')).to.deep.equal(['quotes-missing 25+4']);
    expect(codes('prot=MIKEY; data="AAEC"')).to.deep.equal(['protocol-case 5+5']);
    expect(codes('prot=mikey; data="AAEC";')).to.deep.equal(['empty-parameter 24+0']);
    expect(codes('prot=mikey; data="AAE"; x=1')).to.deep.equal(['unknown-parameter 23+4', 'padding-missing 21+0']);
  });

  it('names what makes it unusable', () => {
    expect(codes('')).to.deep.equal(['problem bad-protocol at 0']);
    expect(codes('data="AAEC"')).to.deep.equal(['problem bad-protocol at 11']);
    expect(codes('prot=mikey')).to.deep.equal(['problem data-missing at 10']);
    expect(codes('prot=mikey; data="A!EC"')).to.deep.equal(['problem bad-base64 at 19']);
    expect(codes('prot=mikey; data="AAEC')).to.deep.equal(['problem bad-protocol at 11']);
    // No run of blanks, letters or separators makes it slow: the test would time out.
    for (const run of [' ', 'a', ';', ',', '=', 'a=', '"', 'a= '])
      for (const value of [run.repeat(45_000), `a=${run.repeat(45_000)}"`, `${run.repeat(45_000)}x`])
        codes(value.slice(0, 99_000));
    expect(codes('a'.repeat(1 << 20))).to.deep.equal(['problem too-long at 100000']);
  });

  it('reads what it writes, and gives specs or a problem for any text', () => {
    const uri = fc.constantFrom('', 'rtsp://camera/track=1', 'rtsp://h/a;b,c');
    fc.assert(
      fc.property(fc.array(fc.tuple(uri, fc.uint8Array({ minLength: 1 })), { minLength: 1, maxLength: 3 }), list => {
        const specs = list.map(([context, data]) => ({ protocol: 'mikey', uri: context, data }));
        expect(parseKeyMgmtHeader(formatKeyMgmtHeader(specs))).to.deep.equal({ kind: 'key-mgmt-header', specs, deviations: [] });
      }),
    );
    fc.assert(fc.property(fc.string(), text => ['key-mgmt-header', 'problem'].includes(parseKeyMgmtHeader(text).kind)));
    expect(() => formatKeyMgmtHeader([{ protocol: 'mikey', uri: 'a"b', data: unhex('00') }])).to.throw(
      MikeyError,
      'without quotes',
    );
  });

  it('does not show the data', () => {
    const header = parseKeyMgmtHeader('prot=mikey; data="ra+tr62v"');
    expect(inspect(header, { depth: 9 }) + JSON.stringify(header)).to.not.match(/173|175|ra\+t/);
  });
});

describe('profile rtsp: pre-shared key mode with NULL algorithms within TLS (RFC 3830 §4.2.4, ONVIF)', () => {
  describe('takes the messages of peers (trap 3)', () => {
    for (const { name, hex, dump } of peerMessages()) {
      if (!dump[0]?.includes('dt=0') || !dump.some(line => line.includes('mac_alg=0'))) continue;
      it(name, () => {
        const outcome = established(drive(rtspResponder({ withinTls: true }).handle(unhex(hex), now), host));
        const [session] = keysOf(outcome.cryptoSessions) as {
          masterKeys: { key: string; salt: string; mki?: string }[];
          streams: { ssrc: number }[];
        }[];
        // edata of the dump: next, type and KV, length (2), key || salt (30), [SPI length, SPI].
        const edata = dump.map(line => /edata=([0-9a-f]+)/.exec(line)?.[1]).find(Boolean) as string;
        const [keyAndSalt, spi] = [edata.slice(8, 68), edata.slice(70)];
        expect(session?.masterKeys).to.deep.equal([
          { key: keyAndSalt.slice(0, 32), salt: keyAndSalt.slice(32), ...(spi && { mki: spi }) },
        ]);
        expect(session?.streams[0]?.ssrc.toString(16).padStart(8, '0')).to.equal(/'([0-9a-f]{8})'/.exec(dump[0] as string)?.[1]);
        expect([outcome.protectedBy, outcome.reply]).to.deep.equal(['lower-layer', undefined]);
        expect(outcome.warnings).to.include('joined-salt');
        const odd = {
          genetec: ['clock-skew', 'rand-absent'],
          'gortsplib-case-3': ['trailing-octets'],
          gst: ['tag-length-as-auth-key-length'],
        };
        for (const [part, warnings] of Object.entries(odd))
          if (name.includes(part)) expect(outcome.warnings).to.include.members(warnings);
      });
    }
  });

  it('makes what live555 and ONVIF ask for: 30 octets of key and salt, a 4-octet SPI, their policy, no other payloads', () => {
    const offer = offered(
      drive(rtspInitiator({ withinTls: true, policy: cm80, mki: unhex('0000002f'), ssrc: 5 }).start(now), host),
    );
    const message = decodeMessage(offer.message);
    expect(message.payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'RAND', 'SP', 'KEMAC']);
    expect(message.header).to.deep.include({
      dataType: 0,
      v: false,
      map: { kind: 'srtp-id', sessions: [{ policy: 0, ssrc: 5, roc: 0 }] },
    });
    const kemac = find(message, 'KEMAC');
    expect([kemac?.encryption, kemac?.macAlgorithm]).to.deep.equal([0, 0]);
    const data = Buffer.from(kemac?.data.reveal() ?? []).toString('hex');
    expect(data).to.match(/^0021001e[0-9a-f]{60}040000002f$/);
    const parameters = Object.fromEntries(find(message, 'SP')?.parameters.map(({ type, value }) => [type, value[0]]) ?? []);
    expect(parameters).to.deep.include({ 0: 1, 1: 16, 2: 1, 3: 20, 4: 14, 5: 0, 11: 10 });
    const outcome = established(drive(rtspResponder({ withinTls: true }).handle(offer.message, now), host));
    expect(keysOf(outcome.cryptoSessions)).to.deep.equal(keysOf(offer.early));
  });

  it('gives AEAD suites their salt in its own field (ONVIF)', () => {
    const policy = { suite: 'AEAD_AES_256_GCM' } as const;
    const offer = offered(drive(rtspInitiator({ withinTls: true, policy }).start(now), host));
    const data = Buffer.from(find(decodeMessage(offer.message), 'KEMAC')?.data.reveal() ?? []).toString('hex');
    expect(data).to.match(/^00300020[0-9a-f]{64}000c[0-9a-f]{24}$/);
    const outcome = established(drive(rtspResponder({ withinTls: true }).handle(offer.message, now), host));
    expect(keysOf(outcome.cryptoSessions)).to.deep.equal(keysOf(offer.early));
  });

  it('re-keys with RAND and SP left out, as SET_PARAMETER does (trap 5)', () => {
    const first = offered(drive(rtspInitiator({ withinTls: true, policy: cm80, mki: unhex('00000001') }).start(now), host));
    const bundle = established(drive(rtspResponder({ withinTls: true }).handle(first.message, now), host)).state;
    const again = rtspInitiator({ withinTls: true, policy: cm80, mki: unhex('00000002') });
    const rekey = offered(drive(again.start(now + 1000, undefined, first.bundle), host));
    expect(find(decodeMessage(rekey.message), 'RAND')).to.equal(undefined);
    const outcome = established(
      drive(rtspResponder({ withinTls: true }).handle(rekey.message, now + 1000, undefined, bundle), host),
    );
    expect(outcome.cryptoSessions[0]?.parameters.masterKeys[0].mki).to.deep.equal(unhex('00000002'));
  });

  it('says SSRC, ROC and salt where they are given; the Responder refuses other suites and, if asked to, another clock', () => {
    const [key, salt] = [Secret.from(new Uint8Array(16).fill(1)), Secret.from(new Uint8Array(14).fill(2))];
    const given = rtspInitiator({ withinTls: true, policy: cm80, ssrc: 5, roc: 3, key, salt });
    const { message } = offered(drive(given.start(now), host));
    const take = (options: object) => drive(rtspResponder({ withinTls: true, ...options }).handle(message, now + 60_000), host);
    expect(keysOf(established(take({})).cryptoSessions)).to.deep.equal([
      {
        ...{ csId: 1, suite: 'AES_CM_128_HMAC_SHA1_80', streams: [{ ssrc: 5, roc: 3 }] },
        masterKeys: [{ key: '01'.repeat(16), salt: '02'.repeat(14) }],
      },
    ]);
    expect(refusal(take({ suites: ['AEAD_AES_128_GCM'] }))).to.equal('unsupported-policy');
    expect(refusal(take({ skew: 59_000 }))).to.equal('invalid-timestamp');
    expect(refusal(take({ skew: 61_000 }))).to.equal('established');
  });

  it('is nothing without the word that TLS is there, nor for a peer with a pre-shared key', () => {
    expect(() => rtspInitiator({ policy: cm80 } as never)).to.throw(MikeyError, 'TLS');
    expect(() => rtspResponder({} as never)).to.throw(MikeyError, 'TLS');
    const { message } = offered(drive(rtspInitiator({ withinTls: true, policy: cm80 }).start(now), host));
    const shared = drive(rtspResponder({ withinTls: true }).handle(message, now), { ...host, psk: () => psk });
    expect(refusal(shared)).to.equal('not-protected');
  });
});

describe('RTSP parameters (RFC 2326 §10.8, §10.9, ONVIF Streaming Specification)', () => {
  const codes = (body: string) => {
    const read = parseRtspParameters(body);
    return read.kind === 'problem'
      ? [`problem ${read.code} at ${read.offset}`]
      : read.deviations.map(({ code, offset, length }) => `${code} ${offset}+${length}`);
  };

  it('reads the body of SET_PARAMETER, of GET_PARAMETER and of its reply', () => {
    const read = parseRtspParameters('packets_received: 10\r\nmikey: AAEC\r\nmikey:AwQF\r\n');
    expect(read).to.deep.equal({
      ...{ kind: 'rtsp-parameters', messages: [unhex('000102'), unhex('030405')], asked: false, others: ['packets_received'] },
      deviations: [],
    });
    expect(parseRtspParameters(askForMikey)).to.deep.include({ kind: 'rtsp-parameters', messages: [], asked: true });
    expect(parseRtspParameters('')).to.deep.include({ messages: [], asked: false, others: [] });
  });

  it('tolerates what devices write, by code, and names what makes it unusable', () => {
    expect(codes('MIKEY: AAEC\r\n')).to.deep.equal(['name-case 0+5']);
    expect(codes('mikey: AAEC\n')).to.deep.equal(['bare-line-feed 11+1']);
    expect(codes('mikey: AAE')).to.deep.equal(['padding-missing 10+0']);
    expect(codes('x: 1\r\nmikey: A!EC\r\n')).to.deep.equal(['problem bad-base64 at 14']);
    expect(codes('a'.repeat(1 << 20))).to.deep.equal(['problem too-long at 100000']);
    for (const run of ['\n', '\r', 'mikey\n', ':', 'mikey:A\r\n', ' ']) codes(run.repeat(99_000 / run.length));
  });

  it('reads what it writes, takes any text, and shows no data', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), data => {
        expect(parseRtspParameters(formatRtspParameters(data))).to.deep.include({ messages: [data], deviations: [] });
      }),
    );
    fc.assert(fc.property(fc.string(), text => ['rtsp-parameters', 'problem'].includes(parseRtspParameters(text).kind)));
    expect(() => formatRtspParameters(new Uint8Array())).to.throw(MikeyError, 'got none');
    const read = parseRtspParameters('mikey: ra+tr62v\r\n');
    expect(inspect(read, { depth: 9 }) + JSON.stringify(read)).to.not.match(/173|175|ra\+t/);
  });
});

describe('whose key protects which direction in RTSP (RFC 4567 §4.2, ONVIF)', () => {
  const roles = ['client', 'server'] as const;
  const keysOfMessage = (mki: string, ssrc?: number) => {
    const sending = rtspInitiator({ withinTls: true, policy: cm80, mki: unhex(mki), ...(ssrc !== undefined && { ssrc }) });
    return offered(drive(sending.start(now), host)).early.map(({ parameters }) => parameters);
  };
  const mkis = (owner: RtspKeyOwner, keys: RtspKeys) =>
    Object.fromEntries(
      roles.map(role => {
        const { send, receive } = rtspKeying(role, keys, owner);
        const names = [send, receive].map(list =>
          list.map(({ masterKeys: [first] }) => Buffer.from(first.mki ?? []).toString('hex')),
        );
        return [role, names];
      }),
    );
  const [server, client] = [keysOfMessage('0000000a', 7), keysOfMessage('0000000b')];

  it('each end its own (GStreamer), or the client’s for both where it sends one (ONVIF, Axis) (M1, trap 4)', () => {
    const [ofServer, ofClient] = [['0000000a'], ['0000000b']];
    expect(mkis('sender', { server, client })).to.deep.equal({ client: [ofClient, ofServer], server: [ofServer, ofClient] });
    expect(mkis('client', { server, client })).to.deep.equal({ client: [ofClient, ofClient], server: [ofClient, ofClient] });
    expect(mkis('client', { server })).to.deep.equal({ client: [ofServer, ofServer], server: [ofServer, ofServer] });
    expect(mkis('sender', { server })).to.deep.equal({ client: [[], ofServer], server: [ofServer, []] });
  });

  it('media and feedback flow both ways, and a re-key by SET_PARAMETER keeps the rollover counter', () => {
    for (const owner of ['sender', 'client'] as const)
      for (const keys of [{ server, client }, { server }] as const) {
        if (owner === 'sender' && !('client' in keys)) continue;
        const renewed = {
          ...keys,
          server: keysOfMessage('0000000c', 7),
          ...('client' in keys && { client: keysOfMessage('0000000d') }),
        };
        const sending = (role: 'client' | 'server', of: RtspKeys) => ({ send: rtspKeying(role, of, owner).send, receive: [] });
        const receiving = (role: 'client' | 'server', of: RtspKeys) => ({
          send: [],
          receive: rtspKeying(role, of, owner).receive,
        });
        // Both ends live in one process here, where a key has one sender: first the media, then the feedback.
        const camera = new SrtpSession(sending('server', keys));
        const viewer = new SrtpSession(receiving('client', keys));
        for (const sequence of [65_534, 65_535, 0, 1]) {
          const packet = rtpPacket(7, sequence);
          expect(viewer.unprotectRtp(camera.protectRtp(packet).slice())).to.deep.equal(packet);
        }
        camera.update(sending('server', renewed));
        viewer.update(receiving('client', renewed));
        const packet = rtpPacket(7, 2);
        expect(viewer.unprotectRtp(camera.protectRtp(packet).slice())).to.deep.equal(packet);
        expect(viewer.streams.find(({ ssrc }) => ssrc === 7)?.roc).to.equal(1);
        camera.close();
        const reporting = new SrtpSession(sending('client', renewed));
        const listening = new SrtpSession(receiving('server', renewed));
        const report = receiverReport(99);
        expect(listening.unprotectRtcp(reporting.protectRtcp(report).slice())).to.deep.equal(report);
        reporting.close();
      }
  });
});

function rtpPacket(ssrc: number, sequence: number): Uint8Array {
  const packet = new Uint8Array(40).fill(5);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x80600000 + sequence);
  view.setUint32(4, sequence);
  view.setUint32(8, ssrc);
  return packet;
}

/** An empty receiver report (RFC 3550 §6.4.2). */
function receiverReport(ssrc: number): Uint8Array {
  const packet = new Uint8Array(8);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x80c90001);
  view.setUint32(4, ssrc);
  return packet;
}
