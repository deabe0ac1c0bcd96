import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sharedFolder } from './support/needs.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Everything that is told of peers: rows of SDES, offer/answer and SRTP, rows of MIKEY, and traps seen in running programs. */
const rows = [
  ...Array.from({ length: 50 }, (_, i) => `Q${i + 1}`),
  ...Array.from({ length: 9 }, (_, i) => `M${i + 1}`),
  ...Array.from({ length: 14 }, (_, i) => `trap ${i + 1}`),
];

/** Rows whose tests have titles made elsewhere: the file, and words of the title or the table that makes it. */
const elsewhere: Readonly<Record<string, readonly [file: string, words: string]>> = {
  Q35: ['interop/libsrtp/libsrtp.interop.ts', 'AEAD with MKI, which stands behind the tag'],
  M1: ['mikey/rtsp.test.ts', 'each end its own (GStreamer), or the client’s for both where it sends one (ONVIF, Axis)'],
  'trap 1': ['interop/ffmpeg/ffmpeg.interop.ts', "'SRTP_AES128_CM_HMAC_SHA1_32'"],
  'trap 2': ['interop/rtpengine/rtpengine.interop.ts', "'AES_192_CM_HMAC_SHA1_80'"],
  'trap 3': ['interop/libsrtp/libsrtp.interop.ts', 'theyCannotUnprotectRtcp: true'],
  'trap 5': ['srtp-core/session/session.test.ts', 'tells plain RTCP and other protocols apart from forgeries'],
  'trap 6': ['srtp-core/session/session.test.ts', 'tells plain RTCP and other protocols apart from forgeries'],
  'trap 13': ['negotiation/adapters/adapters.test.ts', 'all but the first session parameter'],
  'trap 14': ['mikey/srtp-policy.test.ts', 'takes a tag length in parameter 3 for what it is (GStreamer), and says so'],
};

/** Statements about documents and users, which ask for no behaviour. */
const noBehaviour = ['M5', 'M6'];

/** Test files without their comments: what is left of a row's name stands in a title or in a table that titles are made of. */
const sources = readdirSync(root, { recursive: true })
  .map(String)
  .filter(name => /\.ts$/.test(name) && !name.startsWith('quirks'))
  .map(name => readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''));

describe('what is known of peers has a test each', () => {
  for (const row of rows.filter(name => !noBehaviour.includes(name)))
    it(row, () => {
      const place = elsewhere[row];
      if (place) expect(readFileSync(join(root, place[0]), 'utf8')).to.contain(place[1]);
      else expect(sources.some(text => new RegExp(`\\b${row}\\b(?!-)`).test(text))).to.equal(true);
    });

  const notes = sharedFolder('quirks.md');
  if (notes)
    it('and no row of the notes is left out', () => {
      const known = [...readFileSync(notes, 'utf8').matchAll(/^\| ([QM]\d+) \|/gm)].map(([, row]) => row);
      expect(known).to.have.members(rows.filter(row => !row.startsWith('trap')));
    });
});
