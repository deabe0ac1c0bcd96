// A user agent that answers SDES, written as a handler of drachtio-srf: INVITE in, 200 with keys or 488 with the reason out.
//
//   npm run example answer-sdes            each of examples/offers
//   npm run example answer-sdes -- a.sdp   an offer of your own
//
// With a real server: `const srf = new Srf(); srf.connect({ host, port, secret }); srf.invite((req, res) => answer(srf, req, res));`
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answerOffer, SdpDocument } from '@sdpsec/negotiation';
import { SrtpSession } from '@sdpsec/srtp-core';

/** The parts of drachtio-srf that the handler uses. */
interface Request {
  readonly body: string;
}
interface Response {
  send(status: number, reason: string, options?: { headers: Record<string, string> }): void;
}
interface Srf {
  createUAS(request: Request, response: Response, options: { localSdp: string }): Promise<unknown>;
}

/** Answers one INVITE; gives the media sessions of the call, one for each RTP session. */
async function answer(srf: Srf, request: Request, response: Response): Promise<SrtpSession[]> {
  const { sdp, agreement } = answerOffer(request.body, localSdp(request.body));
  if (agreement.rtpSessions.length === 0) {
    const [section] = agreement.sections;
    const why = section?.kind === 'rejected' ? section.reason : 'no media that could be secured';
    // RFC 3261 §20.43: 399 is for people to read.
    response.send(488, 'Not Acceptable Here', { headers: { Warning: `399 example.org "${why.replaceAll('"', "'")}"` } });
    return [];
  }
  await srf.createUAS(request, response, { localSdp: sdp });
  return agreement.rtpSessions.map(keying => new SrtpSession(keying));
}

/** Our own SDP: the media of the offer with the first codec of each, our address, and no word about security. */
function localSdp(offer: string): string {
  const document = SdpDocument.parse(offer);
  const mids = (section: (typeof document.media)[number]) =>
    document.linesOf(section).filter(({ attribute }) => attribute === 'mid' || attribute === 'rtcp-mux');
  const groups = document.attributes(document.session, 'group').map(({ text }) => text);
  const sections = document.media.flatMap((section, at) => {
    const { media, formats } = section.description;
    return [`m=${media} ${41_000 + 2 * at} RTP/AVP ${formats[0] ?? 0}`, ...mids(section).map(({ text }) => text)];
  });
  return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...groups, ...sections, ''].join('\r\n');
}

// A stand-in for the SIP server: one INVITE for each offer, and one without any keys.
const folder = fileURLToPath(new URL('offers/', import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(folder).map(file => folder + file);
const offers = files.map(file => ({ name: file.slice(file.lastIndexOf('/') + 1), body: readFileSync(file, 'utf8') }));
const plain = offers[0]?.body.replace('RTP/SAVP', 'RTP/AVP').replaceAll(/a=crypto.*\r?\n/g, '') ?? '';

for (const { name, body } of [...offers, { name: 'the first one without its keys', body: plain }]) {
  const srf: Srf = {
    createUAS: async (_request, _response, { localSdp: sdp }) => {
      const lines = SdpDocument.parse(sdp).lines.filter(({ attribute, text }) => attribute === 'crypto' || text.startsWith('m='));
      for (const { text } of lines) console.log(`  200 OK ${text.replace(/inline:[^|\s]*/, 'inline:(key)')}`);
    },
  };
  const response: Response = {
    send: (status, reason, options) => console.log(`  ${status} ${reason}\n  Warning: ${options?.headers.Warning}`),
  };
  console.log(`INVITE with ${name}`);
  for (const session of await answer(srf, { body }, response)) {
    console.log(`  ${session}, ready to send and receive`);
    session.close();
  }
}
