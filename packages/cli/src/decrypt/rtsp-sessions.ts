import { SdpDocument } from '@sdpsec/negotiation/document';
import { type Endpoint, formatEndpoint, header, type Message, type Path, sdpBody } from '../capture/index.js';
import type { Keyring } from './keyring.js';
import type { MikeyReader } from './mikey-reader.js';
import { type KeyLine, readSides, type Side } from './side.js';

const mostConnections = 4096;
const mostPending = 64;
const mostSetUps = 64;

interface Request {
  readonly method: string;
  readonly uri: string;
  readonly keys: readonly KeyLine[];
}

interface Connection {
  /** Sections of the SDP, with the name of the message that had it and who sends their media. */
  described?: { readonly sides: readonly Side[]; readonly label: string; readonly sender: 'server' | 'client' };
  readonly setUps: SetUp[];
  /** By CSeq. */
  readonly pending: Map<string, Request>;
}

/** A stream that was set up: where both ends are, for keys that come later. */
interface SetUp {
  readonly uri: string;
  readonly client: readonly Endpoint[];
  readonly server: readonly Endpoint[];
}

/** Finds keys and ports in RTSP (RFC 2326): SDP of DESCRIBE and ANNOUNCE, Transport and KeyMgmt (RFC 4567 §3.2) of SETUP, and new keys later on. */
export class RtspSessions {
  readonly #keyring: Keyring;
  readonly #connections = new Map<string, Connection>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  push(message: Message, { source, destination }: Path, number: number, at: number): void {
    const sequence = header(message, 'cseq') ?? '';
    const { start } = message;
    if (start.kind === 'request') {
      const connection = this.#connection(source, destination);
      if (connection.pending.size >= mostPending) connection.pending.delete(connection.pending.keys().next().value as string);
      connection.pending.set(sequence, { method: start.method, uri: start.uri, keys: this.#keysOf(message) });
      const body = start.method === 'ANNOUNCE' ? sdpBody(message) : undefined;
      if (body) connection.described = this.#describe(body, `the ANNOUNCE in packet ${number}`, 'client');
      if (start.method !== 'SETUP') this.#rekey(connection, start.uri, message, `the ${start.method} in packet ${number}`, at);
      return;
    }
    const connection = this.#connection(destination, source);
    const request = connection.pending.get(sequence);
    connection.pending.delete(sequence);
    const body = request?.method === 'DESCRIBE' ? sdpBody(message) : undefined;
    if (body) connection.described = this.#describe(body, `the DESCRIBE response in packet ${number}`, 'server');
    if (request?.method === 'SETUP' && start.status === 200)
      this.#setUp(connection, request, message, { client: destination, server: source, number, at });
    else if (request) this.#rekey(connection, request.uri, message, `the response in packet ${number}`, at);
  }

  #setUp(
    { described, setUps }: Connection,
    request: Request,
    response: Message,
    { client, server, number, at }: { client: Endpoint; server: Endpoint; number: number; at: number },
  ): void {
    const side = described && sideOf(described.sides, request.uri);
    const transport = readTransport(header(response, 'transport') ?? '');
    if (!side || !transport) return;
    const [clientEnd, serverEnd] = [endpoints(client, transport.client), endpoints(server, transport.server)];
    const parties = { client: clientEnd, server: serverEnd };
    const keys = { client: request.keys, server: this.#keysOf(response) };
    if (setUps.length < mostSetUps) setUps.push({ uri: request.uri, client: clientEnd.all, server: serverEnd.all });
    for (const [sender, receiver] of [
      ['server', 'client'],
      ['client', 'server'],
    ] as const) {
      const own =
        described.sender === sender ? side.lines.map(line => ({ ...line, label: `${line.label} of ${described.label}` })) : [];
      const added = keys[sender].map(line => ({ ...line, label: `${line.label} of the SETUP answered in packet ${number}` }));
      for (const { label, parameters } of [...own, ...added])
        this.#keyring.add({ label, parameters, from: parties[sender].all, to: parties[receiver].all, chosen: true, at });
      this.#keyring.listen({ side: { ...side, ...parties[receiver] }, peer: { ...side, ...parties[sender] } });
    }
  }

  /** Keys for streams that run already, as ONVIF and GStreamer send them; either end may bring those of the other. */
  #rekey({ setUps }: Connection, uri: string, message: Message, label: string, at: number): void {
    const keys = this.#keysOf(message);
    for (const { client, server } of keys.length === 0 ? [] : setUps.filter(one => one.uri.startsWith(uri.replace(/\/$/, ''))))
      for (const line of keys)
        for (const [from, to] of [
          [server, client],
          [client, server],
        ] as const)
          this.#keyring.add({ label: `${line.label} of ${label}`, parameters: line.parameters, from, to, chosen: true, at });
  }

  #keysOf(message: Message): KeyLine[] {
    return readKeyMgmt(message, this.#keyring.mikey);
  }

  #describe(body: Buffer, label: string, sender: 'server' | 'client'): NonNullable<Connection['described']> {
    return { sides: readSides(SdpDocument.parse(body), this.#keyring.mikey), label, sender };
  }

  #connection(client: Endpoint, server: Endpoint): Connection {
    const key = `${formatEndpoint(client)} ${formatEndpoint(server)}`;
    const connection = this.#connections.get(key) ?? { setUps: [], pending: new Map() };
    this.#connections.delete(key);
    this.#connections.set(key, connection);
    if (this.#connections.size > mostConnections) this.#connections.delete(this.#connections.keys().next().value as string);
    return connection;
  }
}

/** The section whose control the URI ends with (RFC 2326 §C.1.1), or the only one. */
function sideOf(sides: readonly Side[], uri: string): Side | undefined {
  return (
    sides.find(({ control }) => control !== undefined && control !== '*' && uri.endsWith(control)) ??
    (sides.length === 1 ? sides[0] : undefined)
  );
}

/** `KeyMgmt: prot=mikey; uri="..."; data="..."`, its parts in any order (RFC 4567 §3.2 with erratum 2247), or a parameter `mikey: ...` (ONVIF). */
function readKeyMgmt({ headers, body }: Message, mikey: MikeyReader): KeyLine[] {
  const inHeaders = headers
    .filter(({ name, value }) => name === 'keymgmt' && /(?:^|;)\s*prot\s*=\s*"?mikey"?/i.test(value))
    .map(({ value }) => /(?:^|;)\s*data\s*=\s*"([A-Za-z0-9+/=]*)"/i.exec(value)?.[1] ?? '');
  const isParameters = headers.some(({ name, value }) => name === 'content-type' && /^text\/parameters/i.test(value));
  const inBody = isParameters
    ? [...body.toString('latin1').matchAll(/^mikey\s*:\s*([A-Za-z0-9+/=]+)\s*$/gim)].map(([, data]) => data as string)
    : [];
  return [...inHeaders, ...inBody].flatMap(data =>
    mikey.parameters(Buffer.from(data, 'base64')).map(parameters => ({ label: 'KeyMgmt', parameters })),
  );
}

interface Pair {
  readonly rtp: { readonly port?: number; readonly channel?: number };
  readonly rtcp: { readonly port?: number; readonly channel?: number };
}

/** Ports of both ends, or the channels inside of the connection (RFC 2326 §12.39). */
function readTransport(value: string): { client: Pair; server: Pair } | undefined {
  const pair = (name: string, kind: 'port' | 'channel'): Pair | undefined => {
    const match = new RegExp(`(?:^|;)\\s*${name}=(\\d{1,5})(?:-(\\d{1,5}))?`, 'i').exec(value);
    if (!match) return undefined;
    const first = Number(match[1]);
    return { rtp: { [kind]: first }, rtcp: { [kind]: match[2] === undefined ? first + 1 : Number(match[2]) } };
  };
  const channels = pair('interleaved', 'channel');
  if (channels) return { client: channels, server: channels };
  const [client, server] = [pair('client_port', 'port'), pair('server_port', 'port')];
  return client && server ? { client, server } : undefined;
}

function endpoints(end: Endpoint, { rtp, rtcp }: Pair): { rtp: Endpoint[]; rtcp: Endpoint[]; all: Endpoint[] } {
  const [media, control] = [
    { ...end, ...rtp },
    { ...end, ...rtcp },
  ];
  return { rtp: [media], rtcp: [control], all: [media, control] };
}
