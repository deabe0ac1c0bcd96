import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toneFile } from '../audio.js';
import { untilBound } from '../media-port.js';
import { Program } from '../program.js';

/** linphone's console client without sound devices: it answers by itself, or dials; a file is its microphone. */
export async function startLinphone(
  folder: string,
  options: { sipPort: number; suites?: readonly string[]; dial?: string; wav?: Buffer },
): Promise<Program> {
  const { sipPort, suites, dial } = options;
  const home = join(folder, 'home');
  for (const each of ['.local/share/linphone', '.config/linphone']) mkdirSync(join(home, each), { recursive: true });
  const tone = join(folder, 'tone.wav');
  writeFileSync(tone, options.wav ?? toneFile(30));
  const rtpPort = sipPort + 26_000;
  const codecs = ['PCMU', 'PCMA'].flatMap((mime, i) => [
    `[audio_codec_${i}]`,
    `mime=${mime}`,
    'rate=8000',
    'channels=1',
    'enabled=1',
  ]);
  const config = [
    '[sip]',
    'bind_address=127.0.0.1',
    `sip_port=${sipPort}`,
    'sip_tcp_port=0',
    'sip_tls_port=0',
    `contact="peer" <sip:peer@127.0.0.1:${sipPort}>`,
    'guess_hostname=0',
    'register_only_when_network_is_up=0',
    'use_ipv6=0',
    'auto_net_state_mon=1', // without it no port is opened
    'media_encryption=srtp',
    'media_encryption_mandatory=1',
    'keepalive_period=0',
    'use_rport=1',
    ...(suites ? [`srtp_crypto_suites=${suites.join(',')}`] : []),
    '[rtp]',
    'bind_address=127.0.0.1',
    `audio_rtp_port=${rtpPort}`,
    `video_rtp_port=${rtpPort + 2}`,
    'audio_jitt_comp=60',
    '[net]',
    'firewall_policy=0',
    'dns_srv_enabled=0',
    'mtu=1300',
    '[sound]',
    'echocancellation=0',
    '[video]',
    'enabled=0',
    'capture=0',
    'display=0',
    '[misc]',
    'version_check_url_root=',
    ...codecs,
  ];
  writeFileSync(join(folder, 'rc'), `${config.join('\n')}\n`);
  const args = ['-c', join(folder, 'rc'), '-d', '6', ...(dial ? [] : ['-a'])];
  const program = new Program('linphonec', args, { cwd: folder, env: { HOME: home, XDG_CONFIG_HOME: home } });
  await untilBound(sipPort);
  // A call that comes before the file is set would look for a sound card.
  program.say('soundcard use files');
  await program.untilSaid('Using wav files');
  program.say(`play ${tone}`);
  await program.untilSaid(`play ${tone}`);
  if (dial) program.say(`call ${dial}`);
  return program;
}
