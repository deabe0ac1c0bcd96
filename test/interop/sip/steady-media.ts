import { expect } from 'chai';
import type { Program } from '../program.js';
import type { SecureCall } from './secure-call.js';

/** A peer that runs, and how its log tells that it could not read a packet of ours. */
export interface Listener {
  readonly program: Program;
  readonly failure: string;
}

/** Packets that may be lost while a peer puts a stream or a new key into place: between its answer and that, ours are already under way. */
const switchOver = 20;

/** Half seconds in which a peer must have settled. */
const patience = 10;

/**
 * Media both ways for three seconds in which the peer can read every packet of ours. Before these it may take its time to start, and lose
 * the few packets of the switch-over. Returns what came in within the three seconds.
 */
export async function steadyMedia(call: SecureCall, { program, failure }: Listener): Promise<SecureCall['received']> {
  const begin = program.output.length;
  const failures = (mark: number) => program.since(mark).split(failure).length - 1;
  let settled = false;
  let refused = 0;
  for (let i = 0; i < patience && !settled; i++) {
    const mark = program.output.length;
    await call.exchange(0.5);
    const rtp = Object.entries(call.received.refused).filter(([what]) => what.startsWith('Rtp '));
    refused += rtp.reduce((sum, [, count]) => sum + count, 0);
    settled = failures(mark) === 0 && rtp.length === 0 && call.received.rtp > 0;
  }
  expect(settled, `media both ways within ${patience / 2} s:\n${program.since(begin)}`).to.equal(true);
  expect(failures(begin), 'packets of ours lost in the switch-over').to.be.at.most(switchOver);
  expect(refused, 'packets of the peer lost in the switch-over').to.be.at.most(switchOver);
  const mark = program.output.length;
  await call.exchange(3);
  expect(program.since(mark)).to.not.contain(failure);
  expect(call.received.rtp).to.be.greaterThan(100);
  return call.received;
}
