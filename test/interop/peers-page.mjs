// The tally reporter, which besides writes docs/peers.md from what was run: each outermost suite is about the peer that its title begins with.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Tally from '../support/tally.mjs';

/** By the first word of a title: the Debian package whose version is told, and what one must know of this peer. */
const peers = {
  libsrtp: {
    debian: 'libsrtp2-1',
    remarks: ['Counts SRTCP packets from 1. Cannot open SRTCP with an MKI where the SRTP tag is shorter than the SRTCP tag.'],
  },
  libre: { debian: 'libre0', remarks: ['Cuts the SRTCP tag of the _32 suites to 4 octets (`srtcpTagOctets: 4`).'] },
  ffmpeg: {
    debian: 'ffmpeg',
    remarks: [
      'Under the name `AES_CM_128_HMAC_SHA1_32` it cuts the SRTCP tag to 4 octets, under `SRTP_AES128_CM_HMAC_SHA1_32` it does not.',
    ],
  },
  baresip: {
    debian: 'baresip-core',
    remarks: [
      'Answers a re-INVITE with a new key and goes on with the old one: a call with it cannot be re-keyed.',
      'Sends a plain RTCP packet at either end of a call.',
    ],
  },
  linphone: {
    debian: 'linphone-cli',
    remarks: [
      'Takes a new key in a re-INVITE, keeps its own, and begins at ROC 0 with the new one (against RFC 3711 §3.3.1).',
      'Counts its SRTCP packets from 1 again under the same key whenever its stream restarts; those are refused as replays.',
      'Sends STUN requests to the media port.',
    ],
  },
  GStreamer: {
    debian: 'gstreamer1.0-plugins-bad',
    remarks: [
      'MIKEY over RTSP: each end protects with its own key; key and salt are joined in one TEK with every suite (`joinSalt`); no MKI.',
      'rtspsrc takes the length of the tag from the parameter about the length of the authentication key, and so reads a _32 suite as its _80.',
      'Neither end takes a new key in mid-play: the server answers SET_PARAMETER by 451, rtspsrc never sends one.',
    ],
  },
  rtpengine: { debian: 'rtpengine-daemon', remarks: ['NULL suites crash version 10.5: not run.'] },
};

const page = fileURLToPath(new URL('../../docs/peers.md', import.meta.url));

export default class PeersPage extends Tally {
  constructor(runner, options) {
    super(runner, options);
    const results = [];
    runner.on('pass', test => results.push([test, 'yes']));
    runner.on('fail', test => results.push([test, '**no**']));
    // A page of half a run would tell less than the last whole one.
    runner.once('end', () => {
      const whole =
        !options.grep &&
        this.stats.pending === 0 &&
        Object.keys(peers).every(peer => results.some(([test]) => peerOf(test) === peer));
      if (whole) writeFileSync(page, pageOf(results));
    });
  }
}

const peerOf = test => test.titlePath()[0].split(/[ ,:]/)[0];

function versionOf(debian) {
  try {
    const line = execFileSync('dpkg-query', ['-W', debian], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return line.trim().split('\t')[1];
  } catch {
    return 'unknown';
  }
}

function pageOf(results) {
  const lines = [
    '# Peers',
    '',
    'Written by `npm run test:interop` from what it ran; `scripts/install-peers.sh` installs the programs on Debian 12.',
  ];
  for (const [peer, { debian, remarks }] of Object.entries(peers)) {
    lines.push(
      '',
      `## ${peer}`,
      '',
      `Debian package \`${debian}\`, version ${versionOf(debian)}.`,
      '',
      ...remarks.map(remark => `- ${remark}`),
    );
    let suite = '';
    for (const [test, result] of results.filter(([test]) => peerOf(test) === peer)) {
      const titles = test.titlePath();
      if (titles.slice(0, -1).join(' · ') !== suite) {
        suite = titles.slice(0, -1).join(' · ');
        lines.push('', `| ${suite} | holds |`, '|---|---|');
      }
      lines.push(`| ${titles.at(-1)} | ${result} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
