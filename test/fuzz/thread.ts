/** A thread that fuzzes one target until its time is up or a defect is found, which it posts. */
import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../srtp-core/compiled/random.js';
import { Board } from './board.js';
import { Coverage } from './coverage.js';
import { cpuSeconds } from './cpu-time.js';
import { Mutator } from './mutator.js';
import type { FuzzTarget } from './target.js';

export interface ThreadData {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  readonly memory: SharedArrayBuffer;
}

/** What a thread posts at its end: seconds of CPU time spent, and the stack of a defect. */
export interface ThreadReport {
  readonly seconds: number;
  readonly inputs: number;
  readonly defect?: string;
}

async function fuzz({ target: url, seconds, seed, memory }: ThreadData): Promise<ThreadReport> {
  const { target } = (await import(url)) as { target: FuzzTarget };
  const board = new Board(memory);
  const coverage = new Coverage();
  const words = (target.words ?? []).map(word => (typeof word === 'string' ? new TextEncoder().encode(word) : word));
  const corpus: Uint8Array[] = [...(await target.seeds())];
  const mutator = new Mutator(new Random(seed), words, target.longest ?? 2048);
  const start = performance.now();
  const end = start + seconds * 1000;
  const spent = cpuSeconds();
  const report = (defect?: unknown): ThreadReport => ({
    ...{ seconds: cpuSeconds() - spent, inputs: corpus.length },
    ...(defect !== undefined && { defect: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect) }),
  });
  const seeds = corpus.length;
  for (let turn = 0; turn < seeds || performance.now() < end; turn++) {
    const input = turn < seeds ? (corpus[turn] as Uint8Array) : mutator.mutate(corpus);
    board.begin(input);
    try {
      const running = target.run(input);
      if (running) await running;
    } catch (defect) {
      return report(defect);
    }
    if (!coverage.news()) continue;
    if (turn >= seeds) corpus.push(input);
    board.noteCoverage(coverage.reached, coverage.total);
  }
  return report();
}

parentPort?.postMessage(await fuzz(workerData as ThreadData));
