import { existsSync, readdirSync, readFileSync } from 'node:fs';

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

/** A file of the shared folder beside the project; absent outside of CI, where the test is then pending. */
export function shared(path: string): URL | undefined {
  const url = new URL(`../../../shared/${path}`, import.meta.url);
  if (existsSync(url)) return url;
  if (process.env.CI) throw new Error(`${path} is missing from the shared folder`);
  return undefined;
}

export function peerMessages(): readonly PeerMessage[] {
  const folder = shared('messages/');
  if (!folder) return [];
  return readdirSync(folder).map(file => ({
    name: file.replace(/\.json$/, ''),
    ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
  }));
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export function unbase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
