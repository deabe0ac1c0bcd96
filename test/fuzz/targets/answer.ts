import { answerOffer, createOffer, NegotiationError, SdpDocument } from '@sdpsec/negotiation';
import { offers, sdpWords } from '../offers.js';
import { type FuzzTarget, refusing, text } from '../target.js';

/** Any text as an offer, and any text as the answer to ours, is an agreement, a rejection or the package's own error. */
export const target: FuzzTarget = {
  seeds: offers,
  words: sdpWords,
  longest: 512,
  run(input) {
    const sdp = text(input);
    const local = SdpDocument.parse(sdp)
      .media.map(({ description }) => `m=${description.media || 'audio'} 5004 RTP/AVP 0\r\n`)
      .join('');
    refusing(NegotiationError, () => answerOffer(sdp, `v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nt=0 0\r\n${local}`));
    refusing(NegotiationError, () => pending.accept(sdp));
  },
};

const pending = createOffer(
  'v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n',
);
