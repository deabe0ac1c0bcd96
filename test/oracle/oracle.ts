import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SrtpSuite } from '@sdpsec/srtp-core';
import { hex } from '../support/vectors.js';

/** What `srtp_oracle.py` shall protect; octets in hexadecimal. */
export interface OracleJob {
  readonly cipher: SrtpSuite['cipher'];
  readonly mode: string;
  readonly key: string;
  readonly salt: string;
  readonly packet: string;
  readonly rtcp?: boolean;
  readonly roc?: number;
  readonly index?: number;
  readonly encrypt?: boolean;
  readonly tag: number;
  readonly kdr?: number;
  readonly mki?: string;
  readonly rcc?: { readonly mode: 1 | 2 | 3; readonly rate: number; readonly tag: number };
  readonly extensions?: readonly number[];
  readonly cryptex?: boolean;
  readonly ohb?: { readonly pt: number; readonly seq: number; readonly roc: number; readonly marker: boolean };
}

/** The programs that {@link askOracle} runs. */
export const oraclePrograms = ['python3', 'openssl'] as const;

/** The part of a job that a suite and its keys decide. */
export function jobFor(
  suite: SrtpSuite,
  key: Uint8Array,
  salt: Uint8Array,
): Pick<OracleJob, 'cipher' | 'mode' | 'key' | 'salt' | 'tag'> {
  const modes = { 'ctr-hmac': 'ctr', 'f8-hmac': 'f8', gcm: 'gcm', ccm: 'ccm', 'double-gcm': 'double' } as const;
  return { cipher: suite.cipher, mode: modes[suite.transform], key: hex(key), salt: hex(salt), tag: suite.tagOctets.srtp };
}

/** The protected packets, in the order of the jobs; hexadecimal. */
export function askOracle(jobs: readonly OracleJob[]): string[] {
  const program = fileURLToPath(new URL('srtp_oracle.py', import.meta.url));
  const run = spawnSync('python3', [program], { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.status !== 0) throw new Error(`srtp_oracle.py failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
