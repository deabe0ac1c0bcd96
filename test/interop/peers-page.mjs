// The tally reporter, which besides writes docs/peers.md from what was run: each outermost suite is about the peer that its title begins with.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Tally from '../support/tally.mjs';

/** By the first word of a title: the Debian or npm package whose version is told, and what one must know of this peer. */
const peers = {
  libsrtp: {
    debian: 'libsrtp2-1',
    remarks: [
      'Counts SRTCP packets from 1. Cannot open SRTCP with an MKI where the SRTP tag is shorter than the SRTCP tag.',
      'Where it encrypts header extensions (RFC 6904) it refuses those that are not of RFC 8285, and does not count padding between elements.',
      'Does not find the ROC of a stream whose first packets were lost before a sequence wrap.',
      'Where both refuse a packet the reasons may differ: `test/interop/libsrtp/differential.ts` lists how.',
    ],
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
  rtpengine: {
    debian: 'rtpengine-daemon',
    remarks: [
      'NULL suites crash version 10.5: not run.',
      'In DTLS-SRTP it takes our certificate by its fingerprint in the SDP, and we its own.',
    ],
  },
  SIPp: {
    debian: 'sip-tester',
    remarks: [
      'Has no SRTP of its own: it checks our SDP, plays packets that were protected before, and echoes packets as they come.',
    ],
  },
  OpenSSL: { debian: 'openssl', remarks: [] },
  werift: {
    npm: 'werift',
    with: '@roamhq/wrtc',
    remarks: [
      'Does not verify the certificate of its peer: for tests alone. libwebrtc offers AES_CM_128_HMAC_SHA1_80 alone to it.',
    ],
  },
  tshark: {
    debian: 'tshark',
    remarks: ['Dissects MIKEY in `a=key-mgmt` of the session part alone. Splits key and salt of AES_CM_128 suites alone.'],
  },
  'sdp-transform': {
    npm: 'sdp-transform',
    remarks: ['Keeps only the first session parameter of an `a=crypto` line and drops leading zeroes of its tag.'],
  },
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

function versionOf({ debian, npm, with: other }) {
  const versionOfNpm = name =>
    JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url))).version;
  if (npm) return [npm, other].flatMap(name => (name ? [`npm ${name} ${versionOfNpm(name)}`] : [])).join(', ');
  try {
    const line = execFileSync('dpkg-query', ['-W', debian], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return `Debian ${debian} ${line.trim().split('\t')[1]}`;
  } catch {
    return `${debian}, version unknown`;
  }
}

const suiteNames = /\b(?:AES|AEAD|F8|NULL|SRTP)_[A-Z0-9_]+\b/g;

/** One row for each suite of tests: what was held against which peer in which role. */
function overview(results) {
  const rows = Object.entries(peers).flatMap(([peer, about]) => {
    const groups = groupBy(
      results.filter(([test]) => peerOf(test) === peer),
      ([test]) => roleOf(test),
    );
    return [...groups].map(([role, tests]) => {
      const suites = [...new Set(tests.flatMap(([test]) => test.title.match(suiteNames) ?? []))];
      const good = tests.filter(([, result]) => result === 'yes').length;
      return `| [${peer}](#${peer.toLowerCase()}) | ${versionOf(about)} | ${role} | ${suites.join(' ')} | ${good} of ${tests.length} hold |`;
    });
  });
  return ['| peer | version | role | suites | result |', '|---|---|---|---|---|', ...rows];
}

/** `Map.groupBy` is not there in Node.js 20. */
function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const roleOf = test => test.titlePath().slice(0, -1).join(' · ');

function pageOf(results) {
  const lines = [
    '# Peers',
    '',
    'Written by `npm run test:interop` from what it ran; `scripts/install-peers.sh` installs the programs on Debian 12.',
    '',
    ...overview(results),
  ];
  for (const [peer, about] of Object.entries(peers)) {
    lines.push('', `## ${peer}`, '', `${versionOf(about)}.`, '', ...about.remarks.map(remark => `- ${remark}`));
    let role = '';
    for (const [test, result] of results.filter(([test]) => peerOf(test) === peer)) {
      if (roleOf(test) !== role) {
        role = roleOf(test);
        lines.push('', `| ${role} | holds |`, '|---|---|');
      }
      lines.push(`| ${test.title} | ${result} |`);
    }
  }
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}
