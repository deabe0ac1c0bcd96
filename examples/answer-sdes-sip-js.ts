// A user agent of SIP.js that answers SDES: a SessionDescriptionHandler of its own takes the place of the browser's, which knows
// DTLS-SRTP alone. Here it runs in Node.js, and a transport in memory brings an INVITE for each of examples/offers.
//
//   npm run example answer-sdes-sip-js
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerOffer, type Dialog, SdpDocument } from '@sdpsec/negotiation';
import { SrtpSession } from '@sdpsec/srtp-core';
import {
  type BodyAndContentType,
  EmitterImpl,
  type SessionDescriptionHandler,
  type Transport,
  TransportState,
  UserAgent,
} from 'sip.js';

/** Answers what SIP.js hands over; the media engine takes the sessions, one for each RTP session. */
class SdesHandler implements SessionDescriptionHandler {
  sessions: SrtpSession[] = [];
  #offer = '';
  /** What was agreed on before: a re-INVITE keeps its keys. */
  #dialog: Dialog | undefined;

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  async setDescription(sdp: string): Promise<void> {
    this.#offer = sdp;
  }

  async getDescription(): Promise<BodyAndContentType> {
    const { sdp, agreement, dialog } = answerOffer(this.#offer, localSdp(this.#offer), {
      ...(this.#dialog && { previous: this.#dialog }),
    });
    this.#dialog = dialog;
    for (const [index, keying] of agreement.rtpSessions.entries()) {
      const session = this.sessions[index];
      if (session) session.update(keying);
      else this.sessions.push(new SrtpSession(keying));
    }
    return { body: sdp, contentType: 'application/sdp' };
  }

  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    for (const session of this.sessions) session.close();
    this.sessions = [];
  }
}

/** Why an offer gets a 488; `undefined` where some of its media can be secured. SIP.js asks for a status before its handler runs. */
function refusal(offer: string): string | undefined {
  const { rtpSessions, sections } = answerOffer(offer, localSdp(offer)).agreement;
  if (rtpSessions.length > 0) return undefined;
  const [section] = sections;
  return section?.kind === 'rejected' ? section.reason : 'no media that could be secured';
}

/** Our own SDP: the media of the offer with the first codec of each, our address, and no word about security. */
function localSdp(offer: string): string {
  const document = SdpDocument.parse(offer);
  const kept = (section: (typeof document.media)[number]) =>
    document.linesOf(section).filter(({ attribute }) => attribute === 'mid' || attribute === 'rtcp-mux');
  const groups = document.attributes(document.session, 'group').map(({ text }) => text);
  const sections = document.media.flatMap((section, at) => {
    const { media, formats } = section.description;
    return [`m=${media} ${41_000 + 2 * at} RTP/AVP ${formats[0] ?? 0}`, ...kept(section).map(({ text }) => text)];
  });
  return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...groups, ...sections, ''].join('\r\n');
}

/** Stands in for the WebSocket to a SIP server: what SIP.js sends is handed to `onSent`. */
class MemoryTransport implements Transport {
  readonly protocol = 'WS';
  readonly state = TransportState.Connected;
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: Transport['onConnect'];
  onDisconnect: Transport['onDisconnect'];
  onMessage: Transport['onMessage'];
  onSent: (message: string) => void = () => {};

  isConnected(): boolean {
    return true;
  }
  async connect(): Promise<void> {}
  async disconnect(): Promise<void> {}
  async dispose(): Promise<void> {}
  async send(message: string): Promise<void> {
    this.onSent(message);
  }
}

const agent = new UserAgent({
  uri: UserAgent.makeURI('sip:bob@example.org') as NonNullable<ReturnType<typeof UserAgent.makeURI>>,
  transportConstructor: MemoryTransport,
  sessionDescriptionHandlerFactory: () => new SdesHandler(),
  logBuiltinEnabled: false,
  delegate: {
    onInvite: async invitation => {
      const why = refusal(invitation.body ?? '');
      // RFC 3261 §20.43: 399 is for people to read.
      const extraHeaders = [`Warning: 399 example.org "${why?.replaceAll('"', "'")}"`];
      if (why !== undefined) return invitation.reject({ statusCode: 488, reasonPhrase: 'Not Acceptable Here', extraHeaders });
      await invitation.accept();
      const { sessions } = invitation.sessionDescriptionHandler as SdesHandler;
      for (const session of sessions) console.log(`  ${session}, ready to send and receive`);
    },
  },
});
await agent.start();
const transport = agent.transport as MemoryTransport;

const folder = fileURLToPath(new URL('offers/', import.meta.url));
const offers = readdirSync(folder).map(file => ({ name: file, body: readFileSync(folder + file, 'utf8') }));
const plain = offers[0]?.body.replace('RTP/SAVP', 'RTP/AVP').replaceAll(/a=crypto.*\r?\n/g, '') ?? '';

for (const [index, { name, body }] of [...offers, { name: 'the first one without its keys', body: plain }].entries()) {
  console.log(`INVITE with ${name}`);
  const final = new Promise<string>(resolve => {
    transport.onSent = message => /^SIP\/2.0 [2-6]/.test(message) && resolve(message);
  });
  transport.onMessage?.(invite(index, body));
  const response = await final;
  console.log(`  ${response.split('\r\n', 1)[0]?.slice('SIP/2.0 '.length)}`);
  for (const line of response.split('\r\n').filter(one => /^(?:m=|a=crypto|Warning:)/.test(one)))
    console.log(`  ${line.replace(/inline:[^|\s]*/, 'inline:(key)')}`);
  await new Promise(resolve => setImmediate(resolve));
}
process.exit();

function invite(index: number, body: string): string {
  const headers = [
    `Via: SIP/2.0/WS proxy.example.org;branch=z9hG4bK${index}`,
    'Max-Forwards: 70',
    `From: <sip:alice@example.org>;tag=a${index}`,
    'To: <sip:bob@example.org>',
    `Call-ID: call-${index}`,
    'CSeq: 1 INVITE',
    'Contact: <sip:alice@proxy.example.org;transport=ws>',
    'Content-Type: application/sdp',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return [`INVITE ${agent.contact.uri} SIP/2.0`, ...headers, '', body].join('\r\n');
}
