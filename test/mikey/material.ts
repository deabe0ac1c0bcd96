import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../support/needs.js';

/** A recorded exchange of libmikey with the RFC's PRF (test/vectors/mikey). */
export interface Vector {
  readonly name: string;
  readonly i_message: string;
  readonly r_message: string;
  readonly psk?: string;
  readonly env_key?: string;
  readonly encr_key?: string;
  readonly salt_key?: string;
  readonly auth_key?: string;
  readonly xi?: string;
  readonly xr?: string;
  readonly csbId: string;
  readonly rand: string;
  readonly tgk: string;
  readonly crypto_sessions: readonly {
    readonly cs_id: number;
    readonly tek16: string;
    readonly tek32: string;
    readonly salt14: string;
    readonly encr16: string;
    readonly auth20: string;
  }[];
}

const vectorFolder = new URL('../vectors/mikey/', import.meta.url);

export const vectors: readonly Vector[] = readdirSync(vectorFolder)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(new URL(name, vectorFolder), 'utf8')));

export function vector(name: string): Vector {
  const found = vectors.find(candidate => candidate.name === name);
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}

/** The key or certificate of the vectors, as PEM. */
export function vectorPem(name: string): string {
  return readFileSync(new URL(`keys/${name}.pem`, vectorFolder), 'utf8');
}

/** A message published by others or emitted by a peer (the shared folder's messages/). */
export interface PeerMessage {
  readonly name: string;
  readonly base64: string;
  readonly hex: string;
  readonly len: number;
  readonly dump: readonly string[];
  readonly keys?: Readonly<Record<string, string>>;
}

/** Call it inside a `describe`: without the shared folder one test is pending there. */
export function peerMessages(): readonly PeerMessage[] {
  const folder = sharedFolder('messages');
  if (!folder) return [];
  return readdirSync(folder).map(file => ({
    name: file.replace(/\.json$/, ''),
    ...JSON.parse(readFileSync(join(folder, file), 'utf8')),
  }));
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export function unbase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
