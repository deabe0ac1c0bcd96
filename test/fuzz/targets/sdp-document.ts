import { SdpDocument } from '@sdpsec/negotiation/document';
import { offers, sdpWords } from '../offers.js';
import { demand, type FuzzTarget } from '../target.js';

/** A document keeps every octet of an SDP, and its lines are all there is. */
export const target: FuzzTarget = {
  seeds: offers,
  words: sdpWords,
  run(input) {
    const document = SdpDocument.parse(input);
    demand(Buffer.compare(document.toBytes(), input) === 0, 'the octets come out as they went in');
    let at = document.lines[0]?.offset ?? 0;
    for (const line of document.lines) {
      demand(line.offset === at && line.endOffset >= at, 'each line begins where the one before ended');
      at = line.endOffset + line.end.length;
      demand(document.lineAt(line.offset) === line, 'the line at its own offset is itself');
    }
    demand(document.lines.length === 0 || at === document.text.length, 'the last line ends where the text does');
    for (const { first, end } of document.media) demand(first < end && end <= document.lines.length, 'a section has lines');
  },
};
