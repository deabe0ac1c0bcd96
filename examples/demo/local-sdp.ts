import { SdpDocument } from '@sdpsec/negotiation/document';

/** Our own description for an answer: the same m= sections as the offer, with our address and no word about security (RFC 3264 §6). */
export function localSdpFor(offerSdp: string, port: number): string {
  const offer = SdpDocument.parse(offerSdp);
  const kept = ['mid', 'rtpmap', 'rtcp-mux'];
  const sections = offer.media.flatMap(section => {
    const { media, formats } = section.description;
    const format = formats[0] ?? '0';
    const attributes = offer
      .linesOf(section)
      .filter(
        line => kept.includes(line.attribute ?? '') && (line.attribute !== 'rtpmap' || line.value.startsWith(`${format} `)),
      );
    return [`m=${media} ${port} RTP/AVP ${format}`, ...attributes.map(line => line.text), 'a=sendrecv'];
  });
  const groups = offer.attributes(offer.session, 'group').map(line => line.text);
  return ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...groups, ...sections, ''].join('\r\n');
}
