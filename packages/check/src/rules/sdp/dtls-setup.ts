import type { SectionReading } from '@sdpsec/negotiation/reading';
import type { SdpRule } from '../../rule.js';
import { placeOf, valuePlace } from '../../sdp-view.js';

export const sdpDtlsSetup: SdpRule = {
  kind: 'sdp',
  id: 'sdp/dtls-setup',
  severity: 'warning',
  reference: 'RFC 5763 §5',
  summary: 'A missing or impossible a=setup',
  explanation: `
a=setup says who begins the DTLS handshake. An offer says actpass (active and passive are allowed), an answer active or passive;
with actpass in an answer, or the same role on both sides, nobody begins or both do. So it may be where one m= section has two roles. With holdconn,
which is for connections over TCP, nobody ever begins.
`,
  example: {
    wrong: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:both
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
    right: `m=audio 49170 UDP/TLS/RTP/SAVPF 0
a=setup:actpass
a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
`,
  },
  *check(sdp) {
    const roles = new Map<number | undefined, string>();
    for (const { line, section } of sdp.linesNamed('setup')) {
      const role = line.value.trim();
      const before = roles.get(section);
      roles.set(section, before ?? role);
      const at = valuePlace({ line, section });
      if (!/^(?:active|passive|actpass|holdconn)$/.test(role))
        yield { at, severity: 'error', reference: 'RFC 4145 §4', message: 'expected active, passive, actpass or holdconn' };
      else if (
        role === 'holdconn' &&
        sdp.sections.some(({ reading, proto }) => reading.setup?.line === line && isDtls(reading, proto))
      )
        yield { at, severity: 'error', reference: 'RFC 8842 §5.1', message: 'holdconn begins no DTLS association' };
      else if (role === 'actpass' && sdp.role === 'answer')
        yield { at, severity: 'error', message: 'an answer chooses active or passive; actpass is for offers' };
      else if (before !== undefined && before !== role)
        yield {
          at,
          severity: 'error',
          reference: 'RFC 4145 §4',
          message: 'another a=setup stands before it: peers differ on which one counts',
        };
    }
    for (const section of sdp.sections)
      if (
        sdp.isActive(section) &&
        tls.test(section.proto) &&
        !sdp.attribute(section, 'setup') &&
        !sdp.attribute(undefined, 'setup')
      )
        yield {
          at: placeOf(section.line, section.index),
          message: 'DTLS-SRTP without a=setup: peers guess who begins the handshake',
        };
  },
};

const tls = /TLS\/RTP\//i;

function isDtls({ fingerprints }: SectionReading, proto: string): boolean {
  return fingerprints.length > 0 || tls.test(proto);
}
