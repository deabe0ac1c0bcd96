import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { sdpsec } from '../../cli/run-sdpsec.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { wavFile } from '../audio.js';
import { Program } from '../program.js';
import { startBaresip } from '../sip/baresip.js';
import { startLinphone } from '../sip/linphone.js';
import { mulawOctets, mulawSamples } from './g711.js';

/** SIP of both, and the ports that they choose for media: other traffic on loopback is not of this call. */
const traffic = 'udp and (port 5470 or port 5490 or portrange 30470-30511 or portrange 31490-31493)';
/** Octets of 20 ms of PCMU. */
const packetOctets = 160;

describe('sdpsec decrypt, a call between baresip and linphone', function () {
  this.timeout(90_000);
  if (!needs('baresip', 'linphonec', 'dumpcap')) return;
  const folder = temporaryFolder();
  const programs: Program[] = [];
  const played = { baresip: mulawOctets(30, 0xba), linphone: mulawOctets(30, 0x11) };

  afterEach(async () => {
    for (const program of programs.splice(0).reverse()) await program.stop();
  });

  it('yields WAV whose G.711 octets are those that each program was given to play', async () => {
    const capture = await recordCall();
    const wavs = join(folder, 'wav');
    mkdirSync(wavs);
    const run = sdpsec(['decrypt', capture, '--json', '--wav', wavs]);
    expect(run.err).to.equal('');
    const { streams } = JSON.parse(run.out) as { streams: { ssrc: string; outcome: string; rtp: { authFailed: number } }[] };
    const heard = readdirSync(wavs).map(name => readFileSync(join(wavs, name)).subarray(58));
    expect(streams.filter(({ rtp }) => rtp.authFailed > 0)).to.deep.equal([]);
    for (const [name, octets] of Object.entries(played)) {
      const best = Math.max(...heard.map(wav => packetsFrom(wav, octets)));
      // Two seconds without a gap: under load a program may play silence in between, which is no fault of the decryption.
      expect(best, `packets of what ${name} plays`).to.be.at.least(100);
    }
  });

  /** Records until both have sent for more than three seconds. */
  async function recordCall(): Promise<string> {
    const path = join(folder, 'call.pcap');
    const recorder = new Program('dumpcap', ['-q', '-i', 'lo', '-f', traffic, '-P', '-w', path]);
    programs.push(recorder);
    await recorder.untilSaid('File:');
    const answering = await startBaresip(join(folder, 'baresip'), {
      sipPort: 5_470,
      mediaEncryption: 'srtp-mand',
      wav: wavFile(mulawSamples(played.baresip)),
    });
    programs.push(answering);
    const calling = await startLinphone(join(folder, 'linphone'), {
      sipPort: 5_490,
      wav: wavFile(mulawSamples(played.linphone)),
      dial: 'sip:peer@127.0.0.1:5470',
    });
    programs.push(calling);
    await answering.untilSaid('Call established');
    // An RTP packet of 20 ms takes 254 octets in the file; both ways that is 25 kB a second.
    await untilHolds(path, 150_000);
    await calling.stop();
    await answering.stop();
    await recorder.stop();
    return path;
  }
});

async function untilHolds(path: string, octets: number): Promise<void> {
  for (let waited = 0; waited < 40_000; waited += 100) {
    if (existsSync(path) && statSync(path).size >= octets) return;
    await sleep(100);
  }
  throw new Error(`expected ${octets} octets in the capture within 40 s`);
}

/** How many packets of a WAV are stretches of what was played. */
function packetsFrom(wav: Buffer, played: Buffer): number {
  let count = 0;
  for (let at = 0; at + packetOctets <= wav.length; at += packetOctets)
    if (played.includes(wav.subarray(at, at + packetOctets))) count++;
  return count;
}
