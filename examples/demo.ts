// The main job, end to end: each SDP offer is answered, the agreement feeds an SRTP session on both sides, and two seconds of
// G.711 go both ways over UDP on loopback, with a forged packet, a replay and a re-key in mid-call.
//
//   npm run demo                       all of examples/offers
//   npm run demo -- path/to/offer.sdp  an offer of your own
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Agreement, answerOffer } from '@sdpsec/negotiation';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { type CallReport, call } from './demo/call.js';
import { localSdpFor } from './demo/local-sdp.js';

const folder = fileURLToPath(new URL('offers/', import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(folder).map(name => folder + name);

// Whoever closes the pipe early has seen enough.
process.stdout.on('error', () => process.exit());

let failed = 0;
for (const file of files) {
  const good = await demonstrate(file).catch((error: Error) => console.error(`${file}: ${error.message}`));
  if (!good) failed++;
}
console.log(failed === 0 ? `${files.length} calls, all as they should be.` : `${failed} of ${files.length} calls failed.`);
process.exitCode = failed === 0 ? 0 : 1;

async function demonstrate(file: string): Promise<boolean> {
  const offer = readFileSync(file, 'utf8');
  const local = localSdpFor(offer, 40_000);
  const answered = answerOffer(offer, local);
  console.log(`${file.slice(file.lastIndexOf('/') + 1)}`);
  for (const outcome of answered.agreement.sections) {
    const description = SdpDocument.parse(offer).media[outcome.section]?.description;
    console.log(`  offered  m=${description?.media} ${description?.proto}, ${countCrypto(offer, outcome.section)} a=crypto`);
    if (outcome.kind === 'sdes')
      console.log(`  chosen   tag ${outcome.tag} ${outcome.suite}${limits(answered.agreement, outcome.section)}`);
    else console.log(`  ${outcome.kind}${outcome.kind === 'rejected' ? ` because ${outcome.reason}` : ''}`);
    for (const { what, reason } of outcome.lost) console.log(`  lost     ${what}: ${reason}`);
  }
  if (answered.agreement.rtpSessions.length === 0) return false;
  const payloadType = Number(SdpDocument.parse(offer).media[0]?.description.formats[0] ?? 0);
  return tell(await call(offer, local, answered, payloadType));
}

/** What came with the caller's key, if anything did: RFC 4568 §6.1. */
function limits({ rtpSessions }: Agreement, section: number): string {
  const key = rtpSessions.find(({ sections }) => sections.includes(section))?.receive[0]?.masterKeys[0];
  const mki = key?.mki ? `, MKI of ${key.mki.length} octet(s)` : '';
  return key?.lifetime ? `${mki}, at most ${key.lifetime.srtp} packets` : mki;
}

function countCrypto(offer: string, section: number): number {
  const document = SdpDocument.parse(offer);
  const range = document.media[section];
  return range ? document.attributes(range, 'crypto').length : 0;
}

function rejections(rejected: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(rejected).map(([reason, count]) => `${count} ${reason}`);
  return reasons.length > 0 ? reasons.join(', ') : 'none';
}

function tell({ parties, forged, replayed, rekey, audioEqual }: CallReport): boolean {
  for (const [at, { name, rtp, rtcp }] of parties.entries()) {
    const other = parties[1 - at];
    console.log(
      `  ${name}   RTP ${rtp.sent} sent, ${other?.rtp.accepted} accepted; RTCP ${rtcp.sent} sent, ${other?.rtcp.accepted} accepted; rejected here: ${rejections(rtp.rejected)}`,
    );
  }
  console.log(`  injected forged packet: ${forged}; replayed packet: ${replayed}`);
  console.log(`  re-keyed in mid-call by a re-offer: ${rekey}`);
  console.log(`  audio    ${audioEqual ? 'heard whole and in order on both sides' : 'NOT as it was spoken'}\n`);
  const complete = parties.every(({ rtp, rtcp }, at) => {
    const other = parties[1 - at];
    return rtp.sent === other?.rtp.accepted && rtcp.sent === other.rtcp.accepted;
  });
  return (
    complete && audioEqual && forged === 'auth-failed' && replayed === 'replayed' && rekey === 'send rekeyed, receive rekeyed'
  );
}
