import type { SectionReading } from '@sdpsec/negotiation/reading';
import type { ExchangeRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const oaTlsId: ExchangeRule = {
  kind: 'exchange',
  id: 'oa/tls-id',
  severity: 'warning',
  reference: 'RFC 8842 §4',
  summary: 'An a=tls-id that does not fit the other description or the one before',
  explanation: `
The a=tls-id of both sides together name a DTLS association. Each side makes its own, so an answer does not repeat that of the offer, and has one
only if the offer has (one that is missing is info: older peers have none). Other fingerprints, roles or intentions make a new association, and
that has a new value: a fingerprint that changes under the old one leaves the peer to guess whether a handshake is due. Over UDP a
new association also needs a new address or port on one side, for nothing else tells late packets of the old one apart.
`,
  example: {
    wrong: {
      previous: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:abc3de65cddef001be82
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
      offer: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:abc3de65cddef001be82
a=fingerprint:sha-256 DF:2E:AC:8A:FD:0A:8E:99:BF:5D:E8:3C:E7:FA:FB:08:3B:3C:54:1D:D7:D4:05:77:A0:72:9B:14:08:6D:0F:4C
`,
    },
    right: {
      previous: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:abc3de65cddef001be82
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
      offer: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=tls-id:f1a90c65cddef001be82
a=fingerprint:sha-256 DF:2E:AC:8A:FD:0A:8E:99:BF:5D:E8:3C:E7:FA:FB:08:3B:3C:54:1D:D7:D4:05:77:A0:72:9B:14:08:6D:0F:4C
`,
    },
  },
  *check(exchange) {
    yield* exchange.remarks('oa/tls-id');
    for (const { before, now, view } of exchange.changes) {
      if (now.tlsId === undefined || now.tlsId.value !== before.tlsId?.value) continue;
      if (fingerprintsOf(now) !== fingerprintsOf(before))
        yield {
          about: view,
          at: placeOf(now.line, now.index),
          message: 'other fingerprints under the same a=tls-id: a new DTLS association has a new one',
        };
    }
  },
};

function fingerprintsOf({ fingerprints }: SectionReading): string {
  const set = fingerprints.flatMap(({ hash, octets }) => (hash && octets ? [`${hash} ${octets.join()}`] : []));
  return set.sort().join();
}
