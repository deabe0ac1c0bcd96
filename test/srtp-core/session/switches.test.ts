import { type SrtpEvent, SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

function pair(input: Parameters<typeof freshParameters>[0]) {
  const parameters = freshParameters(input);
  return { sender: new SrtpSession({ send: [parameters] }), receiver: new SrtpReceiver([parameters]) };
}

describe('switches of RFC 4568 §6.3', () => {
  it('UNENCRYPTED_SRTP: the payload is clear and authenticated', () => {
    const { sender, receiver } = pair({ unencryptedSrtp: true });
    const packet = sender.protectRtp(rtpPacket(1));
    expect(hex(packet.subarray(0, 172))).to.equal(hex(rtpPacket(1)));
    expect(packet.length).to.equal(182);
    const changed = packet.map((octet, i) => (i === 90 ? octet ^ 4 : octet));
    expect(refusal(() => receiver.unprotectRtp(changed))).to.equal('auth-failed');
    receiver.unprotectRtp(packet);
    const report = sender.protectRtcp(rtcpPacket());
    expect(hex(report.subarray(8, 36))).not.to.equal(hex(rtcpPacket().subarray(8)));
    receiver.unprotectRtcp(report);
    sender.close();
  });

  for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'] as const)
    it(`UNENCRYPTED_SRTCP: E = 0, clear and authenticated (${suite})`, () => {
      const { sender, receiver } = pair({ suite, unencryptedSrtcp: true });
      const report = sender.protectRtcp(rtcpPacket());
      expect(hex(report.subarray(0, 36))).to.equal(hex(rtcpPacket()));
      const word = suite === 'AEAD_AES_128_GCM' ? report.length - 4 : report.length - 14;
      expect((report[word] as number) >>> 7).to.equal(0);
      for (let at = 0; at < report.length; at++) {
        const changed = report.map((octet, i) => (i === at ? octet ^ 1 : octet));
        expect(
          refusal(() => receiver.unprotectRtcp(changed)),
          `octet ${at}`,
        ).not.to.equal(undefined);
      }
      expect(hex(receiver.unprotectRtcp(report))).to.equal(hex(rtcpPacket()));
      sender.close();
    });

  it('UNAUTHENTICATED_SRTP: no tag on SRTP, SRTCP is authenticated as ever', () => {
    const { sender, receiver } = pair({ unauthenticatedSrtp: true });
    const packet = sender.protectRtp(rtpPacket(65_535));
    expect(packet.length).to.equal(172);
    expect(hex(receiver.unprotectRtp(packet))).to.equal(hex(rtpPacket(65_535)));
    expect(hex(receiver.unprotectRtp(sender.protectRtp(rtpPacket(65_536))))).to.equal(hex(rtpPacket(65_536)));
    const report = sender.protectRtcp(rtcpPacket());
    expect(report.length).to.equal(36 + 14);
    receiver.unprotectRtcp(report);
    sender.close();
  });

  it('srtcpTagOctets: 4 for peers that shorten the SRTCP tag too (errata, "E bit" and tag rows)', () => {
    const { sender, receiver } = pair({ suite: 'AES_CM_128_HMAC_SHA1_32', srtcpTagOctets: 4 });
    const report = sender.protectRtcp(rtcpPacket());
    expect(report.length).to.equal(36 + 4 + 4);
    receiver.unprotectRtcp(report);
    expect(sender.protectRtp(rtpPacket(1)).length).to.equal(176);
    sender.close();
    const normal = pair({ suite: 'AES_CM_128_HMAC_SHA1_32' });
    expect(normal.sender.protectRtcp(rtcpPacket()).length).to.equal(36 + 14);
    normal.sender.close();
  });
});

describe('rollover counter carrying (RFC 4771)', () => {
  it('mode 2: every packet has a tag, each R-th the ROC and a shorter MAC', () => {
    const { sender, receiver } = pair({ rcc: { mode: 2, rate: 4, tagOctets: 10 } });
    sender.setRoc('send', 0x11223344, 5);
    const packets = [8, 9, 10, 11, 12].map(sequence => sender.protectRtp(rtpPacket(sequence)));
    expect(packets.every(packet => packet.length === 182)).to.equal(true);
    expect(hex((packets[0] as Uint8Array).subarray(172, 176))).to.equal('00000005');
    // A late joiner cannot read the packets before the first one with a ROC.
    expect(refusal(() => receiver.unprotectRtp(packets[1] as Uint8Array))).to.equal('auth-failed');
    const forged = (packets[0] as Uint8Array).map((octet, i) => (i === 175 ? 6 : octet));
    expect(refusal(() => receiver.unprotectRtp(forged))).to.equal('auth-failed');
    expect(receiver.streams).to.deep.equal([]);
    for (const packet of packets) receiver.unprotectRtp(packet);
    expect(receiver.streams[0]?.roc).to.equal(5);
    sender.close();
  });

  it('the ROC of the packet counts for the replay check too (erratum 3233)', () => {
    const { sender, receiver } = pair({ rcc: { mode: 2, rate: 1, tagOctets: 12 } });
    const old = sender.protectRtp(rtpPacket(100));
    receiver.unprotectRtp(old);
    sender.setRoc('send', 0x11223344, 3);
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(101)));
    expect(refusal(() => receiver.unprotectRtp(old))).to.equal('too-old');
    expect(receiver.streams[0]?.roc).to.equal(3);
    sender.close();
  });

  it('mode 1: only packets with a ROC are authenticated, and only they move the index', () => {
    const { sender, receiver } = pair({ rcc: { mode: 1, rate: 10, tagOctets: 10 } });
    const carrying = sender.protectRtp(rtpPacket(10));
    const bare = sender.protectRtp(rtpPacket(11));
    expect([carrying.length, bare.length]).to.deep.equal([182, 172]);
    receiver.unprotectRtp(carrying);
    expect(hex(receiver.unprotectRtp(bare))).to.equal(hex(rtpPacket(11)));
    expect(receiver.streams[0]?.index).to.equal(10);
    sender.close();
  });

  it('mode 3: the ROC alone; behind the tag of an AEAD suite (RFC 7714 §7.1)', () => {
    for (const [suite, tag] of [
      ['AES_CM_128_HMAC_SHA1_80', 0],
      ['AEAD_AES_128_GCM', 16],
    ] as const) {
      const { sender, receiver } = pair({ suite, rcc: { mode: 3, rate: 2, tagOctets: 4 } });
      sender.setRoc('send', 0x11223344, 9);
      const carrying = sender.protectRtp(rtpPacket(20));
      const bare = sender.protectRtp(rtpPacket(21));
      expect([carrying.length, bare.length]).to.deep.equal([172 + tag + 4, 172 + tag]);
      expect(hex(carrying.subarray(carrying.length - 4))).to.equal('00000009');
      expect(hex(receiver.unprotectRtp(carrying))).to.equal(hex(rtpPacket(20)));
      expect(hex(receiver.unprotectRtp(bare))).to.equal(hex(rtpPacket(21)));
      sender.close();
    }
  });
});

describe('streams', () => {
  it('packets that do not authenticate make none; a full table refuses new ones, never a live one', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters], { maxStreams: 2 });
    for (let ssrc = 0; ssrc < 500; ssrc++) receiver.unprotectRtpInto(rtpPacket(1, ssrc), new Uint8Array(200));
    expect(receiver.streams).to.deep.equal([]);
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(1, 1)));
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(1, 2)));
    expect(refusal(() => receiver.unprotectRtp(sender.protectRtp(rtpPacket(1, 3))))).to.equal('too-many-streams');
    expect(receiver.streams.map(({ ssrc }) => ssrc)).to.deep.equal([1, 2]);
    sender.close();
  });

  it('an idle one makes room, and its packets cannot be replayed afterwards', () => {
    let now = 0;
    const events: SrtpEvent[] = [];
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters], {
      maxStreams: 2,
      idleTimeout: 1000,
      now: () => now,
      onEvent: event => events.push(event),
    });
    const first = sender.protectRtp(rtpPacket(1, 1));
    const report = sender.protectRtcp(rtcpPacket(1));
    receiver.unprotectRtp(first);
    receiver.unprotectRtcp(report);
    now = 900;
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(1, 2)));
    const third = sender.protectRtp(rtpPacket(1, 3));
    expect(refusal(() => receiver.unprotectRtp(third))).to.equal('too-many-streams');
    now = 1000;
    receiver.unprotectRtp(third);
    expect(events.at(-1)).to.deep.equal({ kind: 'stream-started', direction: 'receive', ssrc: 3 });
    expect(events.at(-2)).to.deep.equal({ kind: 'stream-expired', direction: 'receive', ssrc: 1 });
    now = 5000;
    expect(refusal(() => receiver.unprotectRtp(first))).to.equal('too-old');
    expect(refusal(() => receiver.unprotectRtcp(report))).to.equal('too-old');
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(2, 1)));
    expect(refusal(() => receiver.unprotectRtp(first))).to.equal('replayed');
    sender.close();
  });

  it('removed by the caller: the sender never uses their indices again', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    session.protectRtp(rtpPacket(500));
    session.removeStream(0x11223344);
    expect(session.streams).to.deep.equal([]);
    expect(refusal(() => session.protectRtp(rtpPacket(500)))).to.equal('index-reused');
    session.protectRtp(rtpPacket(501));
    session.close();
  });

  it('bound by keying: every other SSRC is unknown (RFC 3830: a crypto session per stream)', () => {
    const one = freshParameters({ streams: [{ ssrc: 1, roc: 4 }] });
    const two = freshParameters({ streams: [{ ssrc: 2 }], suite: 'AEAD_AES_256_GCM' });
    const sender = new SrtpSession({ send: [one, two] });
    const receiver = new SrtpReceiver([two, one]);
    for (const ssrc of [1, 2]) receiver.unprotectRtp(sender.protectRtp(rtpPacket(7, ssrc)));
    expect(receiver.streams.map(({ ssrc, roc, suite }) => [ssrc, roc, suite])).to.deep.equal([
      [1, 4, 'AES_CM_128_HMAC_SHA1_80'],
      [2, 0, 'AEAD_AES_256_GCM'],
    ]);
    expect(refusal(() => sender.protectRtp(rtpPacket(7, 3)))).to.equal('unknown-ssrc');
    expect(refusal(() => receiver.unprotectRtp(rtpPacket(7, 3)))).to.equal('unknown-ssrc');
    expect(refusal(() => new SrtpReceiver([freshParameters(), freshParameters()]))).to.equal('bad-parameters');
    expect(refusal(() => new SrtpReceiver([one, freshParameters({ streams: [{ ssrc: 1 }] })]))).to.equal('bad-parameters');
    sender.close();
  });
});

describe('retransmission', () => {
  it('is refused, or allowed for exactly the same packet', () => {
    const strict = new SrtpSession({ send: [freshParameters()] });
    strict.protectRtp(rtpPacket(1));
    expect(refusal(() => strict.protectRtp(rtpPacket(1)))).to.equal('index-reused');
    strict.close();
    const session = new SrtpSession({ send: [freshParameters()], retransmission: 'identical' });
    const first = session.protectRtp(rtpPacket(1));
    session.protectRtp(rtpPacket(2));
    expect(hex(session.protectRtp(rtpPacket(1)))).to.equal(hex(first));
    const other = rtpPacket(1);
    other[100] = (other[100] as number) ^ 1;
    expect(refusal(() => session.protectRtp(other))).to.equal('index-reused');
    const inPlace = new Uint8Array(200);
    inPlace.set(rtpPacket(3));
    session.protectRtpInto(inPlace.subarray(0, 172), inPlace);
    inPlace.set(rtpPacket(3));
    expect(session.protectRtpInto(inPlace.subarray(0, 172), inPlace)).to.equal(182);
    session.close();
  });
});

describe('forks (RFC 4568 §7.3)', () => {
  it('one sender, several receivers; the session adopts the one whose answer counts', () => {
    const offer = freshParameters();
    const answers = [freshParameters(), freshParameters()] as const;
    const session = new SrtpSession({ send: [offer] });
    const peers = answers.map(answer => new SrtpSession({ send: [answer] }));
    const forks = answers.map(answer => session.fork([answer]));
    const early = (peers[1] as SrtpSession).protectRtp(rtpPacket(1, 9));
    expect(refusal(() => forks[0]?.unprotectRtp(early))).to.equal('auth-failed');
    forks[1]?.unprotectRtp(early);
    session.adopt(forks[1] as SrtpReceiver);
    forks[0]?.close();
    expect(refusal(() => session.unprotectRtp(early))).to.equal('replayed');
    expect(refusal(() => forks[1]?.unprotectRtp(early))).to.equal('closed');
    expect(session.update({ send: [offer], receive: [answers[1]] })).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    session.unprotectRtp((peers[1] as SrtpSession).protectRtp(rtpPacket(2, 9)));
    expect(refusal(() => session.adopt(forks[1] as SrtpReceiver))).to.equal('closed');
    for (const one of [session, ...peers]) one.close();
  });
});

describe('update', () => {
  it('changes both directions or neither', () => {
    const send = freshParameters();
    const receive = freshParameters();
    const session = new SrtpSession({ send: [send], receive: [receive] });
    const fresh = freshParameters();
    expect(refusal(() => session.update({ send: [fresh], receive: [receive, freshParameters()] }))).to.equal('bad-parameters');
    const other = new SrtpSession({ send: [fresh] });
    expect(refusal(() => session.update({ send: [fresh], receive: [freshParameters()] }))).to.equal('key-already-sending');
    expect(session.update({ send: [send], receive: [receive] })).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    expect(session.update({ send: [], receive: [] })).to.deep.equal({ send: 'stopped', receive: 'stopped' });
    expect(refusal(() => session.protectRtp(rtpPacket(1)))).to.equal('no-valid-key');
    session.close();
    other.close();
  });

  it('old receiving keys end with a window of packets under the new ones', () => {
    const events: SrtpEvent[] = [];
    const before = freshParameters();
    const after = freshParameters();
    const old = new SrtpSession({ send: [before] });
    const renewed = new SrtpSession({ send: [after] });
    const receiver = new SrtpSession({ receive: [before], windowSize: { srtp: 64 }, onEvent: event => events.push(event) });
    receiver.unprotectRtp(old.protectRtp(rtpPacket(0)));
    receiver.update({ send: [], receive: [after] });
    for (let i = 1; i < 64; i++) {
      receiver.unprotectRtp(renewed.protectRtp(rtpPacket(2 * i)));
      receiver.unprotectRtp(old.protectRtp(rtpPacket(2 * i + 1)));
    }
    receiver.unprotectRtp(renewed.protectRtp(rtpPacket(128)));
    expect(events.at(-1)).to.deep.equal({ kind: 'old-keys-retired' });
    expect(refusal(() => receiver.unprotectRtp(old.protectRtp(rtpPacket(129))))).to.equal('auth-failed');
    for (const one of [old, renewed, receiver]) one.close();
  });
});
