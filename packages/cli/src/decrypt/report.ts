import { formatEndpoint } from '../capture/index.js';
import type { CaptureFinding } from './capture-finding.js';
import type { Guess } from './guess.js';
import type { Counts, MediaStream } from './media-stream.js';

/** What became of a capture, as `--json` prints it. */
export interface DecryptReport {
  readonly packets: number;
  readonly streams: readonly StreamReport[];
  readonly findings: readonly FindingReport[];
}

export interface StreamReport {
  /** Eight hexadecimal digits. */
  readonly ssrc: string;
  readonly from: string;
  readonly to: string;
  readonly media?: string;
  readonly codecs: readonly string[];
  readonly outcome: 'decrypted' | 'in-part' | 'clear' | 'not-opened';
  readonly suite?: string;
  readonly rtp: Counts;
  readonly rtcp: Counts;
  readonly lost: number;
  /** Of the first packet that authenticated. */
  readonly firstRoc?: number;
  /** The keys in use, one after the other; `at` in ISO 8601. */
  readonly keys: readonly KeyReport[];
}

export interface KeyReport {
  readonly at: string;
  readonly key: string;
  readonly suite: string;
  readonly roc: number;
  /** Master key and salt in base64, with `--show-keys` alone. */
  readonly secret?: string;
}

export interface FindingReport extends Omit<CaptureFinding, 'stream'> {
  readonly ssrc?: string;
}

/** Builds the report; `showKeys` puts the keys in. */
export function buildReport(
  packets: number,
  streams: readonly MediaStream[],
  findings: readonly CaptureFinding[],
  showKeys = false,
): DecryptReport {
  return {
    packets,
    streams: streams.map(stream => streamReport(stream, showKeys)),
    findings: findings.map(({ stream, ...finding }) => ({ ...finding, ...(stream && { ssrc: hex(stream.ssrc) }) })),
  };
}

function streamReport(stream: MediaStream, showKeys: boolean): StreamReport {
  const { rtp, rtcp, listener } = stream;
  const changes = rtp.lane.changes.length > 0 ? rtp.lane.changes : rtcp.lane.changes;
  const first = changes[0];
  return {
    ssrc: hex(stream.ssrc),
    from: formatEndpoint(stream.path.source),
    to: formatEndpoint(stream.path.destination),
    ...(listener && { media: listener.side.media }),
    codecs: [...stream.payloadTypes].map(type => stream.codec(type)?.name ?? `payload type ${type}`),
    outcome: outcomeOf(stream),
    ...(first && { suite: first.guess.parameters.suite }),
    rtp: { ...rtp.counts },
    rtcp: { ...rtcp.counts },
    lost: stream.sequence.lost,
    ...(rtp.lane.changes[0] && { firstRoc: rtp.lane.changes[0].roc }),
    keys: changes.map(({ at, guess, roc }) => ({
      at: time(at),
      key: guess.keying.label,
      suite: guess.parameters.suite,
      roc,
      ...(showKeys && { secret: secretOf(guess) }),
    })),
  };
}

function outcomeOf({ rtp, rtcp, isPlain }: MediaStream): StreamReport['outcome'] {
  const failed = rtp.counts.authFailed + rtcp.counts.authFailed + rtp.counts.cut + rtcp.counts.cut;
  if (rtp.counts.opened + rtcp.counts.opened > 0) return failed > 0 ? 'in-part' : 'decrypted';
  return failed === 0 && (isPlain || rtcp.counts.plain > 0) ? 'clear' : 'not-opened';
}

function secretOf({ parameters }: Guess): string {
  return parameters.masterKeys.map(({ key, salt }) => Buffer.concat([key.reveal(), salt.reveal()]).toString('base64')).join(' ');
}

/** An SSRC as Wireshark writes it. */
export function hex(ssrc: number): string {
  return ssrc.toString(16).padStart(8, '0');
}

/** Microseconds since 1970 in ISO 8601; what a damaged file says may be beyond the calendar. */
export function time(microseconds: number): string {
  const date = new Date(microseconds / 1000);
  return Number.isNaN(date.getTime()) ? `${microseconds} us` : date.toISOString();
}
