import {
  type SrtpParameters,
  type SrtpParametersInput,
  SrtpReceiver,
  SrtpSession,
  type SuiteName,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { randomNumbers } from '../packets.js';
import type { Oracle, Reply } from './oracle.js';

/** One way to protect packets, said to both sides. */
export interface Case {
  readonly title: string;
  readonly suite: SuiteName;
  /** 0: one master key without MKI. */
  readonly mkiOctets?: number;
  /** Master keys, used in turn by tenths of the packets; more than one needs MKIs. */
  readonly keys?: number;
  /** Further parameters for us, and the same as settings for the oracle. */
  readonly parameters?: Partial<SrtpParametersInput>;
  readonly settings?: string;
  readonly kinds?: readonly ('Rtp' | 'Rtcp')[];
  /** libsrtp looks for an SRTCP packet's MKI where the length of the SRTP tag puts it, and so misses it where the tags differ. */
  readonly theyCannotUnprotectRtcp?: boolean;
}

/** The key material of a case, pseudo-random but the same in every run. */
export function keysOf({ suite, mkiOctets = 0, keys = 1 }: Case): { key: Uint8Array; salt: Uint8Array; mki?: Uint8Array }[] {
  const random = randomNumbers(0x5eed + suite.length + mkiOctets);
  const octets = (length: number) => Uint8Array.from({ length }, () => random(256));
  return Array.from({ length: keys }, () => ({
    key: octets(suites[suite].keyOctets),
    salt: octets(suites[suite].saltOctets),
    ...(mkiOctets > 0 && { mki: octets(mkiOctets) }),
  }));
}

export function parametersOf(one: Case): SrtpParameters {
  return srtpParameters({ suite: one.suite, masterKeys: keysOf(one), ...one.parameters });
}

/** The line that opens the oracle's session; `streams` is empty for libre, which knows no such setting. */
export function settingsOf(one: Case, streams: string): string {
  const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
  const keys = keysOf(one).map(({ key, salt, mki }) => `${hex(key)}${hex(salt)}${mki ? `:${hex(mki)}` : ''}`);
  return [`suite=${one.suite} keys=${keys.join()}`, streams && `streams=${streams}`, one.settings].filter(Boolean).join(' ');
}

/** Fails at the first packet that differs, showing both. */
export function expectEqual(what: string, found: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  expect(found.length, what).to.equal(expected.length);
  const hex = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString('hex');
  const at = expected.findIndex((packet, i) => Buffer.compare(packet, found[i] as Uint8Array) !== 0);
  if (at >= 0) expect(`#${at} ${hex(found[at])}`, what).to.equal(`#${at} ${hex(expected[at])}`);
}

/** The packets of replies that must all be successes. */
export function successes(what: string, replies: readonly Reply[]): Buffer[] {
  const bad = replies.findIndex(({ status }) => status !== 0);
  expect(bad, `${what}: status ${replies[bad]?.status} for packet`).to.equal(-1);
  return replies.map(({ packet }) => packet);
}

/** Protects `packets` here and there, compares octet by octet, and opens each side's packets at the other. */
export async function compare(
  oracle: Oracle,
  one: Case,
  kind: 'Rtp' | 'Rtcp',
  packets: readonly Buffer[],
  streams = ['out', 'in'],
) {
  // libsrtp and libre count SRTCP from 1 (RFC 3711 §3.4 starts at 0).
  const ours = new SrtpSession({ send: [parametersOf(one)], initialSrtcpIndex: 1 });
  const out = await oracle.open(settingsOf(one, streams[0] ?? ''));
  const mine: Uint8Array[] = [];
  const theirs: Buffer[] = [];
  for (const [turn, part] of turns(one, packets).entries()) {
    const index = turn % (one.keys ?? 1);
    const { mki } = keysOf(one)[index] as { mki?: Uint8Array };
    if (mki) ours.useKey(mki);
    mine.push(...part.map(packet => ours[`protect${kind}`](packet)));
    theirs.push(...successes('their protect', await oracle.run(`protect${kind}`, out, part, index)));
  }
  ours.close();
  expectEqual('protected', mine, theirs);
  const receiver = new SrtpReceiver([parametersOf(one)]);
  expectEqual(
    'opened by us',
    theirs.map(packet => receiver[`unprotect${kind}`](packet)),
    packets,
  );
  receiver.close();
  if (kind === 'Rtcp' && one.theyCannotUnprotectRtcp) return;
  const opened = await oracle.run(`unprotect${kind}`, await oracle.open(settingsOf(one, streams[1] ?? '')), mine);
  expectEqual('opened by them', successes('their unprotect', opened), packets);
}

function turns({ keys = 1 }: Case, packets: readonly Buffer[]): (readonly Buffer[])[] {
  if (keys === 1) return [packets];
  const length = Math.ceil(packets.length / 10);
  return Array.from({ length: 10 }, (_, i) => packets.slice(i * length, (i + 1) * length));
}
