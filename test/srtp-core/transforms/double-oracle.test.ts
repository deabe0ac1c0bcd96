import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  SrtpError,
  type SrtpOptions,
  type SrtpParametersInput,
  SrtpReceiver,
  SrtpSession,
  type SuiteName,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';

/** What `double_gcm_oracle.py` shall protect; octets in hexadecimal. */
interface Job {
  readonly packet: string;
  readonly rtcp?: boolean;
  readonly index?: number;
  readonly encrypt?: boolean;
  readonly roc?: number;
  readonly relay?: {
    readonly pt?: number;
    readonly seq?: number;
    readonly marker?: boolean;
    readonly roc?: number;
    readonly block?: string;
  };
}

type Switches = Omit<SrtpParametersInput, 'suite' | 'masterKeys'> & { readonly mki?: Uint8Array };

/** One direction of a suite with random keys: ours and the oracle's. */
class Direction {
  readonly parameters;
  readonly #job;

  constructor(suite: SuiteName, { mki, ...switches }: Switches = {}) {
    const { keyOctets, saltOctets, transform, cipher } = suites[suite];
    const [key, salt] = [randomBytes(keyOctets), randomBytes(saltOctets)];
    this.parameters = srtpParameters({ suite, masterKeys: [{ key, salt, ...(mki && { mki }) }], ...switches });
    this.#job = {
      ...{ cipher, double: transform === 'double-gcm', key: hex(key), salt: hex(salt), mki: hex(mki ?? new Uint8Array()) },
      ...{ kdr: switches.keyDerivationRate ?? 0, extensions: switches.encryptedExtensions ?? [] },
    };
  }

  sender(options: SrtpOptions = {}): SrtpSession {
    return new SrtpSession({ send: [this.parameters], ...options });
  }

  receiver(): SrtpReceiver {
    return new SrtpReceiver([this.parameters]);
  }

  /** The oracle's protected packets. */
  protect(jobs: readonly Job[]): string[] {
    const program = fileURLToPath(new URL('../../oracle/double_gcm_oracle.py', import.meta.url));
    const input = JSON.stringify(jobs.map(job => ({ ...this.#job, ...job })));
    const run = spawnSync('python3', [program], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (run.status !== 0) throw new Error(`double_gcm_oracle.py failed: ${run.stderr}`);
    return JSON.parse(run.stdout);
  }
}

const hex16 = (value: number) => value.toString(16).padStart(4, '0');

/** An RTP packet with random timestamp, CSRCs and payload; `extension` begins with "defined by profile". */
function rtp(seq: number, { csrcs = 0, extension = '', payload = 40, second = '60', padding = '' } = {}): string {
  const first = (0x80 | (padding ? 0x20 : 0) | (extension ? 0x10 : 0) | csrcs).toString(16);
  const head = `${first}${second}${hex16(seq)}${hex(randomBytes(4))}cafe0001`;
  return `${head}${hex(randomBytes(4 * csrcs))}${extension}${hex(randomBytes(payload))}${padding}`;
}

/** A compound of a sender report and a goodbye. */
const rtcp = () => `80c80006cafe0001${hex(randomBytes(20))}81cb0001cafe0001`;

const oneByte = `bede0004${'10aa'}${'32a1a2a3'}${'0000'}${'51b1b2'}${'22c1c2c3'}00`;
const twoByte = `10050004${'0103a1a2a3'}${'0300'}${'c802b1b2'}00${'0202c1c2'}`;
/** An element 15 ends the processing of a one-byte extension (RFC 8285 §4.2). */
const stopped = `bede0002${'10aa'}${'f0bb'}${'10cc'}0000`;

const shapes: readonly [string, string][] = [
  ['no extension', rtp(0xfffe)],
  ['marker, CSRCs', rtp(0xffff, { csrcs: 3, second: 'e0' })],
  ['one-byte extension, next ROC', rtp(0, { extension: oneByte })],
  ['two-byte extension and 15 CSRCs', rtp(1, { csrcs: 15, extension: twoByte })],
  ['RTP padding', rtp(2, { padding: '00000004' })],
  ['no payload', rtp(3, { payload: 0 })],
  ['a long payload', rtp(4, { payload: 1100, csrcs: 1, extension: stopped })],
];
const jobs = shapes.map(([, packet], at) => ({ packet, roc: at < 2 ? 0 : 1 }));

const doubles = ['DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM', 'DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM'] as const;
const settings: readonly [string, Switches][] = [
  ['plain', {}],
  ['with an MKI', { mki: octets('a1b2c3') }],
  ['with key derivation rate 2 (RFC 3711 §4.3.1)', { keyDerivationRate: 2 }],
  ['with encrypted extensions, outer key (RFC 8723 §5.1)', { encryptedExtensions: [1, 3, 200] }],
];

function same(direction: Direction): void {
  const expected = direction.protect(jobs);
  const [sender, receiver] = [direction.sender(), direction.receiver()];
  for (const [at, [shape, packet]] of shapes.entries()) {
    expect(hex(sender.protectRtp(octets(packet))), `sent: ${shape}`).to.equal(expected[at]);
    expect(hex(receiver.unprotectRtp(octets(expected[at]!))), `received: ${shape}`).to.equal(packet);
  }
}

function sameRtcp(direction: Direction, encrypt: boolean): void {
  const packets = [rtcp(), rtcp(), `80c90001cafe0001`];
  const first = 0x7ffffff0;
  const expected = direction.protect(packets.map((packet, at) => ({ packet, rtcp: true, index: first + at, encrypt })));
  const [sender, receiver] = [direction.sender({ initialSrtcpIndex: first }), direction.receiver()];
  for (const [at, packet] of packets.entries()) {
    expect(hex(sender.protectRtcp(octets(packet))), `sent ${at}`).to.equal(expected[at]);
    expect(hex(receiver.unprotectRtcp(octets(expected[at]!))), `received ${at}`).to.equal(packet);
  }
}

describe('GCM, single and doubled, against a second implementation (RFC 8723, RFC 7714, RFC 8269, RFC 5669)', () => {
  if (!needs('python3', 'openssl')) return;

  for (const suite of doubles)
    describe(suite, () => {
      for (const [name, switches] of settings) it(`SRTP ${name}`, () => same(new Direction(suite, switches)));
      for (const [name, switches] of settings.slice(0, 3))
        it(`SRTCP ${name}: the outer layer alone (RFC 8723 §6)`, () => sameRtcp(new Direction(suite, switches), true));
      it('SRTCP unencrypted (RFC 7714 §9.3)', () => sameRtcp(new Direction(suite, { unencryptedSrtcp: true }), false));

      it('takes what a media distributor changed: payload type and sequence number of the hop, marker of the sender (§5.3)', () => {
        const direction = new Direction(suite);
        const packet = rtp(5, { extension: oneByte, csrcs: 2, second: 'e0' });
        const rest = packet.slice(8);
        const all = [
          [{ pt: 9 }, `89${hex16(5)}`],
          [{ seq: 900 }, `e0${hex16(900)}`],
          [{ marker: false }, `e0${hex16(5)}`],
          [{ pt: 10, seq: 901, marker: false }, `8a${hex16(901)}`],
        ] as const;
        const sealed = direction.protect(all.map(([relay]) => ({ packet, relay })));
        for (const [at, [, head]] of all.entries()) {
          const received = direction.receiver().unprotectRtp(octets(sealed[at]!));
          expect(hex(received), JSON.stringify(all[at]![0])).to.equal(packet.slice(0, 2) + head + rest);
        }
      });

      for (const [name, first, offset] of [
        ['a little behind', 0xfffc, -6],
        ['half the number space and more behind', 0xfffc, -0xa000],
        ['half the number space and more ahead', 0x5ffc, 0xa000],
      ] as const)
        it(`counts the rollovers of inner and outer sequence numbers independently, the outer ${name} (§3)`, () => {
          const direction = new Direction(suite);
          const sent = Array.from({ length: 12 }, (_, at) => {
            const [inner, outer] = [first + at, first + at + offset];
            const relay = { seq: outer & 0xffff, roc: outer >> 16 };
            return { packet: rtp(inner & 0xffff), roc: inner >> 16, relay };
          });
          const receiver = direction.receiver();
          for (const [at, sealed] of direction.protect(sent).entries()) {
            const { packet, relay } = sent[at]!;
            const expected = packet.slice(0, 4) + hex16(relay.seq) + packet.slice(8);
            expect(hex(receiver.unprotectRtp(octets(sealed))), `packet ${at}`).to.equal(expected);
          }
        });

      it('refuses an original header block that breaks §4 or tells of another header', () => {
        const direction = new Direction(suite);
        const blocks = ['10', '80', '08', '0000000f', '0c', '6102', 'e002', '000601'];
        const sealed = direction.protect(blocks.map(block => ({ packet: rtp(5), relay: { block } })));
        for (const [at, packet] of sealed.entries())
          expect(() => direction.receiver().unprotectRtp(octets(packet)), blocks[at])
            .to.throw(SrtpError)
            .with.property('code', 'auth-failed');
      });
    });

  const singles = ['AEAD_AES_128_GCM', 'AEAD_AES_256_GCM', 'AEAD_ARIA_128_GCM', 'AEAD_ARIA_256_GCM', 'SEED_128_GCM_96'] as const;
  for (const suite of singles)
    describe(suite, () => {
      it('SRTP with encrypted header extensions (RFC 6904, RFC 7714 §8.3)', () =>
        same(new Direction(suite, { encryptedExtensions: [1, 3, 200] })));
      it('SRTP with encrypted header extensions and key derivation rate 2', () =>
        same(new Direction(suite, { encryptedExtensions: [2, 5], keyDerivationRate: 2 })));
      it('SRTCP', () => sameRtcp(new Direction(suite, { mki: octets('01') }), true));
      it('SRTCP unencrypted', () => sameRtcp(new Direction(suite, { unencryptedSrtcp: true }), false));
    });
});
