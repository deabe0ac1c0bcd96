import { expect } from 'chai';
import { addKey, addKeyingMaterial, addSdps, Keyring } from '../../../packages/cli/src/decrypt/index.js';
import { alice, bob, CallCapture, decrypt, inline, key, sdp, voice } from './call.js';
import { type SenderOptions, SrtpSender } from './srtp-sender.js';

const line = (octets: Buffer, suite = 'AES_CM_128_HMAC_SHA1_80', more = '') => `a=crypto:1 ${suite} ${inline(octets)}${more}`;

interface Story {
  readonly offer?: string;
  readonly answer?: string;
  readonly sender?: SenderOptions;
  readonly index?: number;
  readonly rtcp?: boolean;
  readonly path?: readonly [number, number];
}

/** A call in which Alice sends ten packets; what the tool made of it. */
async function story({
  offer = line(key(1)),
  answer = line(key(2)),
  sender = { key: key(1) },
  index = 0,
  rtcp = false,
  path = [4000, 5000],
}: Story) {
  const call = new CallCapture().exchange(sdp({ lines: [offer] }), sdp({ host: bob, port: 5000, lines: [answer] }));
  const srtp = new SrtpSender(sender);
  for (let at = index; at < index + 10; at++) call.fromAlice(srtp.rtp(0x5eed, at, voice(at)).packet, ...path);
  if (rtcp) call.fromAlice(srtp.rtcp(0x5eed, 1).packet, path[0] + 1, path[1] + 1);
  const { report, rules, plain } = await decrypt(call.file());
  const [finding] = report.findings;
  return { rules, message: finding?.message ?? '', opened: plain.length, report };
}

describe('why a flow does not authenticate', () => {
  it('nothing to say when all is as negotiated', async () => {
    expect(await story({ rtcp: true })).to.deep.include({ rules: [], opened: 11 });
  });

  it('wrong suite', async () => {
    const { rules, message, opened } = await story({ sender: { key: key(1), tag: 4 } });
    expect({ rules, opened }).to.deep.equal({ rules: ['cli/wrong-suite'], opened: 10 });
    expect(message).to.include('AES_CM_128_HMAC_SHA1_32 instead of AES_CM_128_HMAC_SHA1_80');
  });

  it("the other direction's key (RFC 4568 §5.1.1)", async () => {
    const { rules, message } = await story({ sender: { key: key(2) } });
    expect(rules).to.deep.equal(['cli/other-direction-key']);
    expect(message).to.include('a=crypto:1 of the answer in packet 2');
  });

  it('SRTCP tag of 4 octets under a _32 suite (RFC 4568 §6.2.2)', async () => {
    const suite = 'AES_CM_128_HMAC_SHA1_32';
    const lines = { offer: line(key(1), suite), answer: line(key(2), suite), rtcp: true };
    expect(await story({ ...lines, sender: { key: key(1), tag: 4, srtcpTag: 4 } })).to.deep.include({
      rules: ['cli/short-srtcp-tag'],
      opened: 11,
    });
    expect(await story({ ...lines, sender: { key: key(1), tag: 4 } })).to.deep.include({ rules: [], opened: 11 });
  });

  it('MKI not announced, and announced but absent (RFC 4568 §6.1)', async () => {
    const { rules, message, opened } = await story({
      sender: { key: key(1), mki: Buffer.from('0000000000000007', 'hex') },
      rtcp: true,
    });
    expect({ rules, opened }).to.deep.equal({ rules: ['cli/unannounced-mki'], opened: 11 });
    expect(message).to.include('8 octets');
    expect(await story({ offer: line(key(1), undefined, '|2^31|1:4') })).to.deep.include({
      rules: ['cli/missing-mki'],
      opened: 10,
    });
  });

  it('ROC of a stream that began long before the capture', async () => {
    const { rules, opened, report } = await story({ index: 65_536 * 77 + 12 });
    expect({ rules, opened }).to.deep.equal({ rules: ['cli/first-roc'], opened: 10 });
    expect(report.streams[0]?.firstRoc).to.equal(77);
  });

  it('--roc that is not the one of the stream, beside others', async () => {
    const call = new CallCapture().exchange(
      sdp({ lines: [line(key(1))] }),
      sdp({ host: bob, port: 5000, lines: [line(key(2))] }),
    );
    const sender = new SrtpSender({ key: key(1) });
    for (let at = 65_536 * 3; at < 65_536 * 3 + 10; at++) call.fromAlice(sender.rtp(0x5eed, at, voice(at)).packet);
    const { rules, report } = await decrypt(call.file(), { roc: 5 });
    expect(rules).to.deep.equal(['cli/other-roc']);
    expect(report.findings[0]?.message).to.equal('its first packet has ROC 3, where --roc says 5');
    expect((await decrypt(call.file(), { roc: 3 })).rules).to.deep.equal(['cli/first-roc']);
  });

  it('a key that signalling does not give', async () => {
    const { rules, message, opened } = await story({ sender: { key: key(9) } });
    expect({ rules, opened }).to.deep.equal({ rules: ['cli/wrong-key'], opened: 0 });
    expect(message).to.include('a=crypto:1 of the offer in packet 1');
  });

  it('addresses that no SDP names', async () => {
    expect(await story({ path: [7000, 7002] })).to.deep.include({ rules: ['cli/other-address'], opened: 10 });
  });

  it('no key at all', async () => {
    const call = new CallCapture();
    const sender = new SrtpSender({ key: key(1) });
    for (let at = 0; at < 10; at++) call.fromAlice(sender.rtp(3, at, voice(at)).packet);
    const { rules, report } = await decrypt(call.file());
    expect(rules).to.deep.equal(['cli/no-key']);
    expect(report.findings[0]?.message).to.include('--sdp');
  });

  it('keys by DTLS, which the capture cannot show', async () => {
    const fingerprint = `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`;
    const dtls = { offer: fingerprint, answer: fingerprint };
    const { message } = await story(dtls);
    expect(message).to.include('DTLS').and.to.include('--dtls-keymat');
  });

  it('packets that the capture cut', async () => {
    const call = new CallCapture().exchange(
      sdp({ lines: [line(key(1))] }),
      sdp({ host: bob, port: 5000, lines: [line(key(2))] }),
    );
    call.fromAlice(new SrtpSender({ key: key(1) }).rtp(3, 0, voice(0)).packet);
    const frame = call.frames[2]!;
    call.frames[2] = { ...frame, octets: frame.octets.subarray(0, 100), originalLength: frame.octets.length };
    expect((await decrypt(call.file())).rules).to.deep.equal(['cli/cut-packets']);
  });
});

describe('packets in the clear', () => {
  const plainRtp = (at: number) => new SrtpSender({ key: key(1) }).rtp(3, at, voice(at)).plain;
  const secure = () =>
    new CallCapture().exchange(sdp({ lines: [line(key(1))] }), sdp({ host: bob, port: 5000, lines: [line(key(2))] }));

  it('Q46: RTP that is not encrypted at all, though keys were agreed', async () => {
    const call = secure();
    for (let at = 0; at < 10; at++) call.fromAlice(plainRtp(at));
    const { rules, plain, report } = await decrypt(call.file());
    expect(rules).to.deep.equal(['srtp/negotiated-but-plain']);
    expect(plain).to.have.length(10);
    expect(report.streams[0]).to.include({ outcome: 'clear', lost: 0 });
  });

  it('single RTP packets in a secure session are not believed', async () => {
    const call = secure();
    const sender = new SrtpSender({ key: key(1) });
    for (let at = 0; at < 5; at++) call.fromAlice(sender.rtp(3, at, voice(at)).packet);
    call.fromAlice(plainRtp(5));
    const { rules, plain } = await decrypt(call.file());
    expect(rules).to.deep.equal(['srtp/rtp-in-clear']);
    expect(plain).to.have.length(5);
  });

  it('RTCP in a secure session', async () => {
    const call = secure();
    const sender = new SrtpSender({ key: key(1) });
    call.fromAlice(sender.rtp(3, 0, voice(0)).packet).fromAlice(sender.rtcp(3, 0).plain, 4001, 5001);
    const { rules, plain } = await decrypt(call.file());
    expect(rules).to.deep.equal(['srtp/rtcp-in-clear']);
    expect(plain).to.have.length(1);
  });

  it('a call without keys passes as it is', async () => {
    const call = new CallCapture().exchange(sdp({ profile: 'RTP/AVP' }), sdp({ host: bob, port: 5000, profile: 'RTP/AVP' }));
    for (let at = 0; at < 10; at++) call.fromAlice(plainRtp(at));
    call.fromAlice(new SrtpSender({ key: key(1) }).rtcp(3, 0).plain, 4001, 5001);
    const { rules, plain } = await decrypt(call.file());
    expect(rules).to.deep.equal([]);
    expect(plain).to.have.length(11);
  });
});

describe('keys from elsewhere', () => {
  const capture = (sender: SrtpSender) => {
    const call = new CallCapture();
    for (let at = 0; at < 5; at++) call.fromAlice(sender.rtp(0xabc, at, voice(at)).packet);
    return call.file();
  };
  const opened = async (file: Buffer, fill: (keyring: Keyring) => void) => {
    const keyring = new Keyring();
    fill(keyring);
    const { plain, rules } = await decrypt(file, { keyring });
    return { opened: plain.length, rules };
  };
  const good = { opened: 5, rules: [] };

  it('in base64, in hex, as inline: and as a whole line', async () => {
    for (const text of [key(1).toString('base64'), key(1).toString('hex'), `${inline(key(1))}|2^20`, line(key(1))])
      expect(
        await opened(capture(new SrtpSender({ key: key(1) })), ring => addKey(ring, text, '--key', undefined)),
      ).to.deep.equal(good);
  });

  it('of whatever suite takes so many octets', async () => {
    expect(
      await opened(capture(new SrtpSender({ key: key(1), tag: 4 })), ring => addKey(ring, inline(key(1)), '--key', undefined)),
    ).to.deep.equal(good);
  });

  it('as DTLS keying material (RFC 5764 §4.2): client key, server key, client salt, server salt', async () => {
    const [client, server] = [key(1), key(2)];
    const material = Buffer.concat([client.subarray(0, 16), server.subarray(0, 16), client.subarray(16), server.subarray(16)]);
    for (const sender of [client, server])
      for (const profile of ['SRTP_AES128_CM_HMAC_SHA1_80', '0x0001'])
        expect(
          await opened(capture(new SrtpSender({ key: sender })), ring =>
            addKeyingMaterial(ring, `# a call\n${profile} ${material.toString('hex')}\n`, 'keys'),
          ),
        ).to.deep.equal(good);
  });

  it('as two SDPs whose signalling was elsewhere', async () => {
    const texts = [sdp({ host: alice, lines: [line(key(1))] }), sdp({ host: bob, port: 5000, lines: [line(key(2))] })];
    expect(
      await opened(capture(new SrtpSender({ key: key(1) })), ring =>
        addSdps(
          ring,
          texts.map(text => Buffer.from(text)),
        ),
      ),
    ).to.deep.equal(good);
  });

  it('refuses what is no key, without showing it', () => {
    const attempt = (text: string) => () => addKey(new Keyring(), text, '--key', undefined);
    expect(attempt(key(1).subarray(1).toString('base64'))).to.throw(
      '--key: expected master key and salt, 28, 30, 38, 44, 46 octets, in base64 or hex; got 29 octets',
    );
    expect(attempt('open sesame')).to.throw('got something else');
  });
});
