import { type SrtpEvent, type SrtpParameters, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

/** A receiver for two streams, each of which makes room after 100 ms; packets come at times that the test sets. */
function receiver(parameters: SrtpParameters) {
  const clock = { now: 0 };
  const expired: number[] = [];
  const onEvent = (event: SrtpEvent) => event.kind === 'stream-expired' && expired.push(event.ssrc);
  const session = new SrtpSession({
    receive: [parameters],
    maxStreams: 2,
    idleTimeout: 100,
    now: () => clock.now,
    onEvent,
  });
  const judge = (packet: Uint8Array) => refusal(() => session.unprotectRtp(packet)) ?? 'taken';
  return { clock, expired, session, judge };
}

function senderOf(parameters: SrtpParameters) {
  const sender = new SrtpSession({ send: [parameters] });
  return { packet: (ssrc: number, index: number) => sender.protectRtp(rtpPacket(index, ssrc)), close: () => sender.close() };
}

describe('streams that are idle (options maxStreams, idleTimeout)', () => {
  it('make room when the time is over, not sooner, however often another asks', () => {
    const parameters = freshParameters();
    const { packet, close } = senderOf(parameters);
    const { clock, expired, judge } = receiver(parameters);
    clock.now = 1000;
    for (const ssrc of [1, 2]) judge(packet(ssrc, 1));
    const third = packet(3, 1);
    for (clock.now of [1050, 1098, 1099]) expect(judge(third), String(clock.now)).to.equal('too-many-streams');
    clock.now = 1100;
    expect(judge(third)).to.equal('taken');
    expect(expired).to.deep.equal([1]);
    close();
  });

  it('make room at the very moment, though nobody has asked before', () => {
    const parameters = freshParameters();
    const { packet, close } = senderOf(parameters);
    const { clock, expired, judge } = receiver(parameters);
    judge(packet(1, 1));
    clock.now = 40;
    judge(packet(2, 1));
    clock.now = 100;
    expect(judge(packet(3, 1))).to.equal('taken');
    expect(expired).to.deep.equal([1]);
    close();
  });

  it('those under old keys make room of their own, whatever those under the new keys do', () => {
    const [before, after] = [freshParameters(), freshParameters()];
    const [old, renewed] = [senderOf(before), senderOf(after)];
    const { clock, expired, judge, session } = receiver(before);
    for (const ssrc of [1, 2]) judge(old.packet(ssrc, 1));
    session.update({ send: [], receive: [after], roc: { receive: 'reset' } });
    clock.now = 90;
    for (const ssrc of [1, 2]) judge(renewed.packet(ssrc, 1));
    clock.now = 100;
    expect(judge(renewed.packet(3, 1))).to.equal('too-many-streams');
    expect(expired).to.deep.equal([]);
    expect(judge(old.packet(4, 1))).to.equal('taken');
    expect(expired).to.deep.equal([1]);
    old.close();
    renewed.close();
  });
});
