import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sdpsec } from '../cli/run-sdpsec.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

/** What the README leaves to its reader. */
const given = `
const sdp = 'v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\ns=-\\r\\nc=IN IP4 127.0.0.1\\r\\nt=0 0\\r\\nm=audio 5004 RTP/AVP 0\\r\\n';
const [aliceSdp, bobSdp] = [sdp, sdp];
const rtpPacket = Uint8Array.of(0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xca, 0xfe);
`;

describe('README', () => {
  it('has a five-line example that runs, and what goes in comes out', async () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const file = `${root}test/packaging/readme-example.tmp.ts`;
    writeFileSync(file, `${example.replace(/(?<=from '.*';\n)(?!import)/, given)}\nexport { heard, rtpPacket };\n`);
    try {
      const { heard, rtpPacket } = (await import(file)) as { heard: Uint8Array; rtpPacket: Uint8Array };
      expect([...heard]).to.deep.equal([...rtpPacket]);
    } finally {
      rmSync(file);
    }
  });

  it('shows the command with the output that it has', () => {
    const [, args = '', shown = ''] = /```\n\$ sdpsec (.*)\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(sdpsec(args.split(' ')).out.trimEnd()).to.equal(shown.trimEnd());
  });
});
