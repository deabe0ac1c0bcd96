import { type CaptureItem, type Dissected, Dissector, formatEndpoint, Relays, readCapture } from '../capture/index.js';
import type { CaptureFinding } from './capture-finding.js';
import { explain } from './explain.js';
import { Keyring } from './keyring.js';
import type { KeyChange } from './lane.js';
import type { MediaStream, PlainPacket } from './media-stream.js';
import { MediaTable, type MediaTableOptions } from './media-table.js';
import { hex } from './report.js';
import { RtspSessions } from './rtsp-sessions.js';
import { SipDialogs } from './sip-dialogs.js';

export interface DecryptOptions extends MediaTableOptions {
  /** Opens the capture; called twice, once for signalling and once for media: keys may come behind the packets they open. */
  open(): AsyncIterable<Buffer>;
  /** Keys that are not in the capture; those that are come to it. */
  readonly keyring?: Keyring;
  /** Hears of every packet that is plain now. */
  onPlain?(packet: PlainPacket): void;
}

export interface Decrypted {
  /** Packets of the capture. */
  readonly packets: number;
  readonly streams: readonly MediaStream[];
  readonly findings: readonly CaptureFinding[];
  readonly keyring: Keyring;
}

/** Hidden connections that are named one by one. */
const mostNamed = 8;

/**
 * Decrypts the media of a capture: finds the SDPs, pairs keys with flows, opens what opens and says why the rest does not. Memory is
 * bounded whatever the capture's size.
 *
 * @throws errors of `open` alone: what is wrong with the capture itself is a finding.
 * @example
 * ```ts
 * const { streams } = await decryptCapture({ open: () => createReadStream('call.pcap'), onPlain: packet => play(packet.octets) });
 * ```
 */
export async function decryptCapture({ open, keyring = new Keyring(), onPlain, ...options }: DecryptOptions): Promise<Decrypted> {
  const relays = new Relays();
  const signalling = await readSignalling(open(), keyring, relays);
  const table = new MediaTable(keyring, options);
  await dissect(open(), relays, found => {
    if (found.kind === 'datagram')
      for (const packet of table.push(found.path, found.at, found.payload, found.cut)) onPlain?.(packet);
  });
  const findings = [
    ...signalling.findings,
    ...limits(keyring, table),
    ...absent(options.ssrcs ?? [], table),
    ...unused(keyring, table),
    ...table.streams.flatMap(explain),
  ];
  return { packets: signalling.packets, streams: table.streams, findings, keyring };
}

async function readSignalling(
  source: AsyncIterable<Buffer>,
  keyring: Keyring,
  relays: Relays,
): Promise<{ packets: number; findings: CaptureFinding[] }> {
  const dialogs = new SipDialogs(keyring);
  const rtsp = new RtspSessions(keyring);
  const problems: CaptureFinding[] = [];
  const hidden = new Set<string>();
  const packets = await dissect(source, relays, found => {
    if (found.kind === 'signalling') {
      if (found.message.protocol === 'sip') dialogs.push(found.message, found.number, found.at);
      else rtsp.push(found.message, found.path, found.number, found.at);
    } else if (found.kind === 'tls' && hidden.size < mostNamed) hidden.add(formatEndpoint(found.path.destination));
    else if (found.kind === 'problem')
      problems.push({ rule: 'cli/capture', severity: 'warning', message: found.problem.message });
  });
  if (hidden.size === 0) return { packets, findings: problems };
  const message = `TLS to ${[...hidden].join(', ')} hides what is in it: if that is signalling, give its SDPs by --sdp (offer, then answer)`;
  return { packets, findings: [...problems, { rule: 'cli/hidden-signalling', severity: 'info', message }] };
}

async function dissect(source: AsyncIterable<Buffer>, relays: Relays, onFound: (found: Dissected) => void): Promise<number> {
  const dissector = new Dissector(relays);
  let packets = 0;
  const push = (item: CaptureItem) => {
    if (item.kind === 'record') packets++;
    for (const found of dissector.push(item)) onFound(found);
  };
  for await (const batch of readCapture(source)) for (const item of batch) push(item);
  for (const found of dissector.end()) onFound(found);
  return packets;
}

/** A stream that was asked for and is not there is not the same as one with nothing to say about. */
function absent(ssrcs: readonly number[], table: MediaTable): CaptureFinding[] {
  const missing = ssrcs.filter(ssrc => !table.streams.some(stream => stream.ssrc === ssrc));
  return missing.map(ssrc => ({ rule: 'cli/no-such-ssrc', severity: 'error', message: `no packet has the SSRC ${hex(ssrc)}` }));
}

/** SDPs of the command line that open nothing are those of another call. Of one call that goes one way, one SDP alone opens something. */
function unused({ given }: Keyring, { streams }: MediaTable): CaptureFinding[] {
  const lines = given.flatMap(({ sides }) => sides.flatMap(side => side.lines));
  const used = new Set(streams.flatMap(({ rtp, rtcp }) => [...rtp.lane.changes, ...rtcp.lane.changes].map(usedParameters)));
  if (given.length === 0 || lines.some(line => used.has(line.parameters))) return [];
  const labels = given.map(({ label }) => label).join(' or ');
  const message =
    lines.length === 0 ? `no key that can be used is in ${labels}` : `no stream is protected with a key of ${labels}`;
  return [{ rule: 'cli/unused-sdp', severity: 'warning', message }];
}

const usedParameters = ({ guess }: KeyChange) => guess.keying.parameters;

function limits(keyring: Keyring, table: MediaTable): CaptureFinding[] {
  const limit = (message: string): CaptureFinding => ({ rule: 'cli/limit', severity: 'warning', message });
  return [
    ...(keyring.dropped > 0 ? [limit(`${keyring.dropped} keys had no room beside ${keyring.size} others`)] : []),
    ...(table.passedOver > 0
      ? [limit(`${table.passedOver} packets belong to streams beyond ${table.streams.length}, which are not followed`)]
      : []),
  ];
}
