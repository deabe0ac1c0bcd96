import { Worker } from 'node:worker_threads';
import { Board } from './board.js';
import type { ThreadData, ThreadReport } from './thread.js';

export interface FuzzOptions {
  /** URL of the module whose `target` is fuzzed. */
  readonly target: URL;
  readonly seconds: number;
  /** Repeats a run, as long as the code is the same. */
  readonly seed: number;
  /** Seconds after which one input counts as a hang. */
  readonly patience?: number;
}

export interface FuzzResult {
  readonly executions: number;
  /** Of CPU time. */
  readonly seconds: number;
  /** Inputs kept because each reached something new. */
  readonly inputs: number;
  readonly coverage: { readonly reached: number; readonly total: number };
  readonly defect?: { readonly text: string; readonly input: Uint8Array };
}

/** Fuzzes one target in a thread of its own. */
export function fuzz({ target, seconds, seed, patience = 30 }: FuzzOptions): Promise<FuzzResult> {
  const board = new Board();
  const data: ThreadData = { target: target.href, seconds, seed, memory: board.memory };
  const thread = new Worker(new URL('thread-start.mjs', import.meta.url), { workerData: data, execArgv: [] });
  const started = performance.now();
  return new Promise(resolve => {
    const end = ({ seconds, inputs, defect }: ThreadReport) => {
      clearInterval(watch);
      void thread.terminate();
      resolve({
        ...{ executions: board.executions, seconds, inputs, coverage: board.coverage },
        ...(defect !== undefined && { defect: { text: defect, input: board.input } }),
      });
    };
    const failed = (text: string) => end({ seconds: (performance.now() - started) / 1000, inputs: 0, defect: text });
    let executions = 0;
    let movedAt = started;
    const watch = setInterval(() => {
      const now = performance.now();
      if (board.executions !== executions) movedAt = now;
      executions = board.executions;
      // Before the first execution the modules are loaded and instrumented.
      if (now - movedAt > (executions === 0 ? 60 + patience : patience) * 1000) failed(`one input took more than ${patience} s`);
    }, 250);
    thread.on('message', end);
    thread.on('error', error => failed(String(error?.stack ?? error)));
  });
}
