// Plays from a camera that keys its media by MIKEY over RTSP inside TLS (RFC 4567, ONVIF), writes the decrypted RTP payloads of
// its first stream to a file and says what came. Against GStreamer's server and against a camera that follows ONVIF, the
// tests run it as it stands.
//
//   npx tsx examples/rtsp-camera-client.ts rtsps://192.0.2.7/stream1 --ca camera.pem --media udp --seconds 10 --out audio.ulaw
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { parseArgs } from 'node:util';
import {
  type Bundle,
  drive,
  formatKeyMgmtHeader,
  formatRtspParameters,
  type RtspKeyOwner,
  replayCache,
  rtspInitiator,
  rtspKeying,
  rtspResponder,
} from '@sdpsec/mikey';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { readSecurity, type SectionReading } from '@sdpsec/negotiation/reading';
import { SrtpError, type SrtpParameters, SrtpSession } from '@sdpsec/srtp-core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ca: { type: 'string' },
    media: { type: 'string', default: 'tcp' },
    seconds: { type: 'string', default: '10' },
    out: { type: 'string' },
    rekey: { type: 'boolean', default: false },
    onvif: { type: 'boolean', default: false },
  },
});
const [url] = positionals;
if (url === undefined || (values.media !== 'tcp' && values.media !== 'udp')) {
  console.log(
    'usage: rtsp-camera-client.ts rtsps://... [--ca FILE] [--onvif] [--media tcp|udp] [--seconds N] [--rekey] [--out FILE]',
  );
  process.exit();
}
/** Whose key protects the media: `sender` with GStreamer's server, `client` with devices that follow ONVIF. */
const keyOwner: RtspKeyOwner = values.onvif ? 'client' : 'sender';
const out = values.out === undefined ? undefined : createWriteStream(values.out);

/** One stream of the device: an m= section of its SDP, its keys, and the SRTP session that they feed. */
interface Stream {
  readonly media: string;
  readonly control: string;
  /** What the device has told in its SDP, and whether it wants key and salt in one field. */
  readonly device: { readonly parameters: readonly SrtpParameters[]; readonly joinSalt: boolean };
  /** Of our reports. */
  readonly ssrc: number;
  own: OwnKey;
  readonly session: SrtpSession;
  readonly sendRtcp: (packet: Uint8Array) => void;
  readonly accepted: { rtp: number; rtcp: number };
  readonly refused: Record<string, number>;
  /** Of the last sender report: the middle 32 bits of its NTP timestamp, and when it came (milliseconds). */
  lastReport: { readonly ntp: number; readonly at: number };
  lastPacketAt: number;
  /** The device has said BYE. */
  ended: boolean;
}

/** A key of ours: the message that tells it to the device, and what it protects packets with. */
interface OwnKey {
  readonly message: Uint8Array;
  readonly parameters: SrtpParameters;
  readonly bundle: Bundle;
}

const streams: Stream[] = [];
/** Takes a packet of media, by the channel of the connection that it came in. */
const channels = new Map<number, (packet: Buffer) => void>();
const sockets: Socket[] = [];

// An unprotected MIKEY message shows the key to everybody on the way (RFC 4567 §8.2): there is no RTSP without TLS here.
const address = new URL(url);
if (address.protocol !== 'rtsps:') throw new Error(`expected an rtsps:// address, got ${address.protocol}//`);
const ca = values.ca === undefined ? {} : { ca: readFileSync(values.ca, 'utf8') };
const connection = connect({ host: address.hostname, port: Number(address.port || 322), ...ca });
await once(connection, 'secureConnect');
const rtsp = rtspOver();

const described = await rtsp('DESCRIBE', url, { Accept: 'application/sdp' });
const base = header(described, 'Content-Base') ?? header(described, 'Content-Location') ?? url;
const reading = readSecurity(SdpDocument.parse(described.slice(described.indexOf('\r\n\r\n') + 4)));
const aggregate = controlUrl(reading.document.session);
for (const section of reading.sections) streams.push(await setUp(section));
await rtsp('PLAY', aggregate, { Range: 'npt=0-' });
const reports = setInterval(() => streams.forEach(report), 1_000);
const enough = Date.now() + 1_000 * Number(values.seconds);
let rekeyed = !values.rekey;
while (Date.now() < enough && !streams.every(({ ended }) => ended)) {
  await sleep(100);
  if (rekeyed || !streams.every(({ accepted }) => accepted.rtp > 20)) continue;
  rekeyed = true;
  for (const stream of streams)
    await rekey(stream).then(
      () => console.log(`m=${stream.media}: the device has taken a new key`),
      (error: Error) => console.log(`m=${stream.media}: no new key (${error.message})`),
    );
}
// BYE may have overtaken the last packets, which have another port.
while (streams.some(({ lastPacketAt }) => Date.now() - lastPacketAt < 300)) await sleep(100);
clearInterval(reports);
for (const { media, own, accepted, refused } of streams) {
  const others = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  console.log(`m=${media} ${own.parameters.suite}: ${accepted.rtp} RTP and ${accepted.rtcp} RTCP packets authenticated`);
  console.log(`  refused: ${others.length > 0 ? others.join(', ') : 'none'}`);
}
await rtsp('TEARDOWN', aggregate);
connection.destroy();
for (const socket of sockets) socket.close();
for (const { session } of streams) session.close();
out?.end();

/** Takes the device's key from its SDP, tells ours, and agrees on the way of the media. */
async function setUp(section: SectionReading): Promise<Stream> {
  const { media, profile, keyMgmt } = section;
  const line = keyMgmt.find(({ value }) => value.kind === 'key-mgmt' && value.protocol === 'mikey');
  // A stream in the clear is not for this client, even where the device offers it beside a protected one.
  if (!profile.secure || line?.value.kind !== 'key-mgmt')
    throw new Error(`m=${media} ${profile.name}: the device offers no MIKEY key for it`);
  const taken = drive(rtspResponder({ withinTls: true }).handle(line.value.data, Date.now()), { claimReplay: replayCache() });
  if (taken.kind !== 'established') throw new Error(`the device's MIKEY message: ${taken.code}`);
  const parameters = taken.cryptoSessions.map(session => session.parameters);
  const device = { parameters, joinSalt: taken.warnings.includes('joined-salt') };
  const ssrc = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  const own = drawKey(device, ssrc);
  const control = controlUrl(section.range);
  const way = values.media === 'udp' ? await udpWay() : interleavedWay(2 * streams.length);
  const KeyMgmt = formatKeyMgmtHeader([{ protocol: 'mikey', uri: control, data: own.message }]);
  const response = await rtsp('SETUP', control, { Transport: way.transport, KeyMgmt });
  const stream: Stream = {
    ...{ media, control, device, ssrc, own, session: new SrtpSession(keying(device, own)) },
    ...{ accepted: { rtp: 0, rtcp: 0 }, refused: {}, lastReport: { ntp: 0, at: 0 }, lastPacketAt: 0, ended: false },
    sendRtcp: way.open(header(response, 'Transport') ?? '', (kind, packet) => receive(stream, kind, packet)),
  };
  return stream;
}

/** A key for the device's suite and in its style: who wants an identifier in its packets has one in its own message. */
function drawKey({ parameters: [theirs], joinSalt }: Stream['device'], ssrc: number, last?: OwnKey): OwnKey {
  if (!theirs) throw new Error("the device's MIKEY message has no crypto session");
  const before = (last?.parameters ?? theirs).masterKeys[0].mki;
  const mki = before?.map((octet, i) => (i === before.length - 1 ? octet + 1 : octet));
  // Where our key protects the device's media too, its SSRC is meant; it is not known before SETUP where the SDP leaves it open.
  const stream = keyOwner === 'sender' ? { ssrc } : theirs.streams === 'any' ? {} : theirs.streams[0];
  const policy = { suite: theirs.suite };
  const initiator = rtspInitiator({ withinTls: true, policy, joinSalt, ...stream, ...(mki && { mki }) });
  const outcome = drive(initiator.start(Date.now(), undefined, last?.bundle), { claimReplay: replayCache() });
  if (outcome.kind === 'refused') throw new Error(`our MIKEY message: ${outcome.code}`);
  const { message, early, bundle } = outcome;
  if (!early[0] || !bundle) throw new Error('our MIKEY message has no crypto session');
  return { message, parameters: early[0].parameters, bundle };
}

/** What a stream sends and receives with. */
function keying({ parameters }: Stream['device'], own: OwnKey) {
  return rtspKeying('client', { server: parameters, client: [own.parameters] }, keyOwner);
}

/** Gives the device a new key of ours in mid-play (ONVIF Streaming Specification); where it refuses, the old key goes on. */
async function rekey(stream: Stream): Promise<void> {
  const { session, device, own, ssrc, control } = stream;
  const coming = drawKey(device, ssrc, own);
  // The device may use the new key before its response is here; we do so after it. Old packets still pass.
  session.update({ send: keying(device, own).send, receive: keying(device, coming).receive });
  try {
    await rtsp('SET_PARAMETER', control, { 'Content-Type': 'text/parameters' }, formatRtspParameters(coming.message));
    stream.own = coming;
  } finally {
    session.update(keying(device, stream.own));
  }
}

function receive(stream: Stream, kind: 'rtp' | 'rtcp', packet: Buffer): void {
  stream.lastPacketAt = Date.now();
  try {
    const plain = Buffer.from(kind === 'rtp' ? stream.session.unprotectRtp(packet) : stream.session.unprotectRtcp(packet));
    stream.accepted[kind]++;
    if (kind === 'rtcp') readReport(stream, plain);
    // The payload begins behind the fixed header and as many CSRCs as its first octet says (RFC 3550 §5.1).
    else if (stream === streams[0]) out?.write(plain.subarray(12 + 4 * (plain.readUInt8(0) & 15)));
  } catch (error) {
    if (!(error instanceof SrtpError)) throw error;
    stream.refused[error.code] = (stream.refused[error.code] ?? 0) + 1;
  }
}

/** A compound packet begins with a sender report, if there is one; BYE has the type 203 (RFC 3550 §6). */
function readReport(stream: Stream, packet: Buffer): void {
  if (packet[1] === 200 && packet.length >= 28) stream.lastReport = { ntp: packet.readUInt32BE(10), at: Date.now() };
  for (let at = 0; at + 4 <= packet.length; at += 4 + 4 * packet.readUInt16BE(at + 2))
    if (packet[at + 1] === 203) stream.ended = true;
}

/** Sends a receiver report, and the source description that goes with it (RFC 3550 §6.4.2, §6.5). */
function report({ ssrc, session, lastReport: { ntp, at }, sendRtcp }: Stream): void {
  const heard = session.streams.find(({ direction, packets }) => direction === 'receive' && packets > 0);
  if (!heard) return;
  const packet = Buffer.alloc(32 + 20);
  const words = [0x81c90007, ssrc, heard.ssrc, 0, 0, 0, ntp, 0, 0x81ca0004, ssrc];
  // The SRTP index is the extended sequence number, counted on beyond 32 bits.
  words[4] = (heard.index ?? 0) % 2 ** 32;
  if (at > 0) words[7] = Math.round(((Date.now() - at) * 65_536) / 1_000) % 2 ** 32;
  for (const [i, word] of words.entries()) packet.writeUInt32BE(word, 4 * i);
  packet.write('\x01\x06sdpsec', 40, 'latin1');
  sendRtcp(session.protectRtcp(packet));
}

/** A way for media: what SETUP asks for, and what begins once the device has said what it gives. */
interface Way {
  readonly transport: string;
  open(granted: string, onPacket: (kind: 'rtp' | 'rtcp', packet: Buffer) => void): Stream['sendRtcp'];
}

/** Two channels of the connection (RFC 2326 §10.12). */
function interleavedWay(channel: number): Way {
  return {
    transport: `RTP/SAVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
    open: (granted, onPacket) => {
      const first = numberIn(granted, 'interleaved') ?? channel;
      channels.set(first, packet => onPacket('rtp', packet));
      channels.set(first + 1, packet => onPacket('rtcp', packet));
      return packet =>
        connection.write(Buffer.concat([Buffer.from([0x24, first + 1, packet.length >> 8, packet.length]), packet]));
    },
  };
}

/** An even UDP port and the one above it (RFC 3550 §11): the kernel chooses until the neighbour of its choice is free. */
async function udpWay(): Promise<Way> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const rtp = await bound(0);
    const port = rtp?.address().port ?? 1;
    const rtcp = port % 2 === 0 ? await bound(port + 1) : undefined;
    if (!rtp || !rtcp) {
      rtp?.close();
      continue;
    }
    sockets.push(rtp, rtcp);
    return {
      transport: `RTP/SAVP;unicast;client_port=${port}-${port + 1}`,
      open: (granted, onPacket) => {
        const theirs = numberIn(granted, 'server_port');
        rtp.on('message', packet => onPacket('rtp', packet));
        rtcp.on('message', packet => onPacket('rtcp', packet));
        return packet => theirs !== undefined && rtcp.send(packet, theirs + 1, address.hostname);
      },
    };
  }
  throw new Error('no free pair of UDP ports');
}

function bound(port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  return new Promise(resolve => {
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, exclusive: true }, () => resolve(socket));
  });
}

/** RTSP/1.0 (RFC 2326) over the connection: a function that sends a request and gives the response, head and body in one text. */
function rtspOver() {
  const waiting = new Map<string, { resolve(response: string): void; reject(error: Error): void }>();
  let sequence = 0;
  let session = '';
  let rest: Buffer = Buffer.alloc(0);
  const fail = (error: Error) => waiting.forEach(({ reject }) => void reject(error));
  connection.on('error', fail).on('close', () => fail(new Error('the device closed the connection')));
  connection.on('data', (piece: Buffer) => {
    rest = Buffer.concat([rest, piece]);
    for (let end = endOfFirst(rest); end <= rest.length; end = endOfFirst(rest)) {
      const one = rest.subarray(0, end);
      rest = rest.subarray(end);
      if (one[0] === 0x24) channels.get(one.readUInt8(1))?.(one.subarray(4));
      else takeMessage(one.toString());
    }
    if (rest.length > 1 << 20) connection.destroy(new Error('an RTSP message has more than a MiB'));
  });

  function takeMessage(message: string): void {
    const number = header(message, 'CSeq') ?? '';
    // A device may ask whether we are still there; it may not ask for more.
    if (!message.startsWith('RTSP/')) {
      const status = message.startsWith('OPTIONS ') ? '200 OK' : '501 Not Implemented';
      connection.write(`RTSP/1.0 ${status}\r\nCSeq: ${number}\r\n\r\n`);
      return;
    }
    waiting.get(number)?.resolve(message);
    waiting.delete(number);
  }

  return async (method: string, target: string, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<string> => {
    const number = String(++sequence);
    const all = { CSeq: number, 'User-Agent': 'sdpsec example', ...(session && { Session: session }), ...headers };
    const lines = Object.entries({ ...all, ...(body && { 'Content-Length': Buffer.byteLength(body) }) });
    const response = await new Promise<string>((resolve, reject) => {
      if (connection.destroyed) throw new Error('the device closed the connection');
      waiting.set(number, { resolve, reject });
      const head = [`${method} ${target} RTSP/1.0`, ...lines.map(([name, value]) => `${name}: ${value}`)];
      connection.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    });
    // 463 is what a device says to a key that it does not take (RFC 4567 §4.2).
    if (!/^RTSP\/1\.\d 200\b/.test(response)) throw new Error(`${method}: ${response.split('\r\n')[0]}`);
    session ||= header(response, 'Session')?.split(';')[0] ?? '';
    return response;
  };
}

/** Where the first message, or packet of media behind a dollar sign (RFC 2326 §10.12), ends; infinite where that has not come yet. */
function endOfFirst(octets: Buffer): number {
  if (octets[0] === 0x24) return octets.length < 4 ? Number.POSITIVE_INFINITY : 4 + octets.readUInt16BE(2);
  const head = octets.indexOf('\r\n\r\n');
  if (head < 0) return Number.POSITIVE_INFINITY;
  return head + 4 + Number(header(octets.toString('latin1', 0, head + 4), 'Content-Length') ?? 0);
}

/** The value of a header; RFC 4567 §3.2 writes `keymgmt` and others `KeyMgmt`, so letters of any case are the same name. */
function header(message: string, name: string): string | undefined {
  const head = message.slice(0, message.indexOf('\r\n\r\n') + 2);
  return new RegExp(`^${name}[ \\t]*:[ \\t]*(.*?)[ \\t]*\\r\\n`, 'im').exec(head)?.[1];
}

/** `server_port=5000-5001` among the parameters of a Transport header (RFC 2326 §12.39): 5000. */
function numberIn(transport: string, parameter: string): number | undefined {
  const found = new RegExp(`(?:^|;)\\s*${parameter}=(\\d{1,5})`, 'i').exec(transport)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** RFC 2326 §C.1.1: the base itself, or relative to it. GStreamer's base has no slash at its end and yet wants one. */
function controlUrl(range: SectionReading['range'] | SdpDocument['session']): string {
  const control = reading.document.attributes(range, 'control')[0]?.value.trim() ?? '*';
  if (control === '*') return base;
  return /^rtsps?:/i.test(control) ? control : `${base.replace(/\/?$/, '/')}${control}`;
}
