import { needs } from '../support/needs.js';
import { Program } from './program.js';

describe('a program beside a test', () => {
  if (!needs('/bin/sh')) return;
  for (const [what, script] of Object.entries({
    'while it runs itself': 'sleep 60 & echo started; wait',
    'after it has ended itself': 'sleep 60 & echo started',
    'when neither heeds SIGTERM': 'trap "" TERM; sleep 60 & echo started; wait',
  }))
    it(`ends with what it has started, ${what}`, async () => {
      const program = new Program('sh', ['-c', script]);
      await program.untilSaid('started');
      await program.stop();
      // Not before the last process that holds its output has gone.
      await program.ended;
    });
});
