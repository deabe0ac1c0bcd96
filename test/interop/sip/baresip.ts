import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toneFile } from '../audio.js';
import { untilBound } from '../media-port.js';
import { Program } from '../program.js';

/** A baresip without sound devices: it plays a file into the call and drops what it hears. */
export async function startBaresip(
  folder: string,
  options: { sipPort: number; mediaEncryption: string; dial?: string; wav?: Buffer },
): Promise<Program> {
  const { sipPort, mediaEncryption, dial } = options;
  mkdirSync(folder, { recursive: true });
  const tone = join(folder, 'tone.wav');
  writeFileSync(tone, options.wav ?? toneFile(30));
  const modules = ['stdio', 'g711', 'aubridge', 'aufile', 'srtp'].map(name => `module ${name}.so`);
  const config = [
    'poll_method epoll',
    `sip_listen 127.0.0.1:${sipPort}`,
    'call_local_timeout 20',
    'call_max_calls 4',
    `audio_player aubridge,nil${sipPort}`,
    `audio_source aufile,${tone}`,
    `audio_alert aubridge,alert${sipPort}`,
    `rtp_ports ${sipPort + 25_000}-${sipPort + 25_040}`,
    'rtcp_mux no',
    'rtp_stats yes',
    'net_interface 127.0.0.1',
    'module_path /usr/lib/baresip/modules',
    ...modules,
    'module_tmp account.so',
    'module_app menu.so',
  ];
  const account = `<sip:peer@127.0.0.1:${sipPort};transport=udp>;regint=0;answermode=auto;audio_codecs=pcmu/8000/1;ptime=20`;
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  writeFileSync(join(folder, 'accounts'), `${account};mediaenc=${mediaEncryption}\n`);
  writeFileSync(join(folder, 'contacts'), '');
  const program = new Program('baresip', ['-4', '-f', folder, '-s', '-v', ...(dial ? ['-e', `/dial ${dial}`] : [])]);
  await untilBound(sipPort);
  return program;
}
