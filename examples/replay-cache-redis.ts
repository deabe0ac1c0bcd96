// A farm of servers with one replay cache: a MIKEY message that one of them has taken is refused by all others, and of several
// that get it at once exactly one takes it (RFC 3830 §5.4). Redis does it with SET NX PX, which is atomic.
//
//   npm run example replay-cache-redis                               starts a redis-server of its own
//   REDIS_URL=redis://localhost npm run example replay-cache-redis   uses yours
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AsyncMikeyHost, drive, driveAsync, initiator, replayCache, responder, uri } from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { createClient } from 'redis';

const alice = uri('sip:alice@example.org');
const farm = uri('sip:farm@example.org');
const psk = Secret.random(16);
const own = process.env.REDIS_URL ? undefined : await startRedis();
const redis = createClient(own ? { socket: { path: own.path, tls: false } } : { url: process.env.REDIS_URL as string });
await redis.connect();

/** One server of the farm. Where Redis cannot be reached the claim fails, and with it the exchange: nothing is let in unchecked. */
function server(): (message: Uint8Array) => Promise<string> {
  const host: AsyncMikeyHost = {
    psk: () => psk,
    async claimReplay(id, expiresAt) {
      const left = Math.min(Math.max(1, expiresAt - Date.now()), 2 ** 48);
      return (await redis.set(`mikey-replay:${id}`, '', { condition: 'NX', expiration: { type: 'PX', value: left } })) === 'OK';
    },
  };
  const answering = responder({ identity: farm });
  return async message => {
    const outcome = await driveAsync(answering.handle(message, Date.now()), host);
    return outcome.kind === 'refused' ? outcome.code : outcome.kind;
  };
}

try {
  const servers = [server(), server(), server(), server()];
  const calling = initiator({
    mode: 'psk',
    identity: alice,
    peer: farm,
    sessions: [{ policy: { suite: 'AES_CM_128_HMAC_SHA1_80' } }],
  });
  const call = () => {
    const offered = drive(calling.start(Date.now()), { psk: () => psk, claimReplay: replayCache() });
    if (offered.kind !== 'offered') throw new Error(offered.message);
    return offered.message;
  };

  const first = call();
  console.log(`the first server: ${await servers[0]?.(first)}`);
  console.log(`the same message at the second: ${await servers[1]?.(first)}`);

  const raced = call();
  const outcomes = await Promise.all(servers.map(take => take(raced)));
  console.log(`a message at four servers at once: ${outcomes.sort().join(', ')}`);

  const forged = call().map((octet, index, { length }) => (index === length - 1 ? octet ^ 1 : octet));
  const before = await redis.dbSize();
  console.log(`a forged message: ${await servers[2]?.(forged)}, ${(await redis.dbSize()) - before} entries more`);

  const [entry] = await redis.keys('mikey-replay:*');
  const minutes = Math.round((await redis.pTTL(entry as string)) / 60_000);
  console.log(`entries live ${minutes} minutes, twice the skew that is allowed`);
} finally {
  redis.destroy();
  own?.stop();
}

/** A redis-server of our own behind a socket in a folder that goes away with it. */
async function startRedis(): Promise<{ path: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'sdpsec-redis-'));
  const path = join(folder, 'socket');
  const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    log += chunk;
    if (log.includes('eady to accept connections')) break;
  }
  child.stdout.resume();
  const stop = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { path, stop };
}
