// The other side of the call: a phone that knows nothing but the two SDP texts. It reads its keys out of them by itself, so the
// demo does not hand the answerer's result to both ends.
import { SdpDocument } from '@sdpsec/negotiation/document';
import { type CryptoAttribute, cryptoToParameters, parseCrypto } from '@sdpsec/sdes';
import type { SrtpKeying } from '@sdpsec/srtp-core';

/** What the phone that wrote the offer sends and receives with: its own line of the chosen tag, and the answer's line. */
export function keyingOfOfferer(offerSdp: string, answerSdp: string): SrtpKeying {
  const [answered] = cryptoLines(answerSdp);
  if (!answered) throw new Error('the answer has no a=crypto line');
  const offered = cryptoLines(offerSdp).find(line => line.tag === answered.tag);
  if (!offered) throw new Error(`the answer chose tag ${answered.tag}, which was not offered`);
  // RFC 4568 §5.1.3: each side sends with the key of its own line.
  return { send: [cryptoToParameters(offered)], receive: [cryptoToParameters(answered)] };
}

function cryptoLines(sdp: string): CryptoAttribute[] {
  const document = SdpDocument.parse(sdp);
  const [audio] = document.media;
  if (!audio) return [];
  return document
    .attributes(audio, 'crypto')
    .map(line => parseCrypto(line.value))
    .filter(line => line.kind === 'crypto');
}
