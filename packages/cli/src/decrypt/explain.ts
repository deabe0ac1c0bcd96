import type { CaptureFinding } from './capture-finding.js';
import type { Departure, Guess, MediaKind } from './guess.js';
import type { KeyChange } from './lane.js';
import type { Counts, MediaStream } from './media-stream.js';
import type { Side } from './side.js';

type Finding = Omit<CaptureFinding, 'stream'>;

/** Why a stream opens, opens in part, or does not open. */
export function explain(stream: MediaStream): CaptureFinding[] {
  const opened = [...stream.rtp.lane.changes, ...stream.rtcp.lane.changes].map(change => change.guess);
  const findings = [
    ...(['rtp', 'rtcp'] as const).flatMap(kind => [
      ...explainChanges(kind, stream[kind].lane.changes, stream.givenRoc),
      ...explainFailures(kind, stream),
    ]),
    ...explainPlain(stream, opened.length > 0),
    ...explainCut(stream),
  ];
  return distinct(findings).map(finding => ({ ...finding, stream }));
}

function explainChanges(kind: MediaKind, changes: readonly KeyChange[], givenRoc: number | undefined): Finding[] {
  const [first] = changes;
  const guesses = changes.flatMap(({ guess }) => [...explainRelation(guess), ...explainDeparture(guess)]);
  if (kind === 'rtcp' || !first || first.guess.parameters.unauthenticatedSrtp) return guesses;
  if (givenRoc !== undefined && givenRoc !== first.roc) {
    const message = `its first packet has ROC ${first.roc}, where --roc says ${givenRoc}`;
    return [{ rule: 'cli/other-roc', severity: 'warning', message }, ...guesses];
  }
  if (first.roc === 0) return guesses;
  const message = `its first packet has ROC ${first.roc}: the stream began, or wrapped, before the capture did`;
  return [{ rule: 'cli/first-roc', severity: 'info', message }, ...guesses];
}

function explainRelation({ relation, keying, parameters }: Guess): Finding[] {
  const findings: Finding[] = [];
  if (relation === 'reversed')
    findings.push({
      rule: 'cli/other-direction-key',
      severity: 'error',
      message: `it is protected with ${keying.label}, which is the key of the other direction: the key in an SDP is its writer's own (RFC 4568 §5.1.1)`,
    });
  if (relation === 'elsewhere')
    findings.push({
      rule: 'cli/other-address',
      severity: 'info',
      message: `it opens with ${keying.label}, though that names other addresses: a relay or NAT stands between`,
    });
  if (relation === 'sent' && !keying.chosen && keying.to)
    findings.push({
      rule: 'cli/other-line',
      severity: 'warning',
      message: `it is protected with ${keying.label}, which the answer did not choose (RFC 4568 §5.1.2)`,
    });
  if (parameters.unauthenticatedSrtp)
    findings.push({
      rule: 'srtp/unauthenticated',
      severity: 'warning',
      message: `${keying.label} asks for UNAUTHENTICATED_SRTP: nothing proves that its packets are right, or come from the peer`,
    });
  return findings;
}

function explainDeparture({ keying, departure }: Guess): Finding[] {
  if (!departure) return [];
  const { rule, text } = departureTexts(departure, keying.parameters.suite);
  return [{ rule, severity: 'warning', message: `${text}, against ${keying.label}` }];
}

function departureTexts(departure: Departure, announced: string): { rule: Finding['rule']; text: string } {
  switch (departure.kind) {
    case 'suite':
      return { rule: 'cli/wrong-suite', text: `its sender uses ${departure.suite} instead of ${announced}` };
    case 'unannounced-mki':
      return {
        rule: 'cli/unannounced-mki',
        text: `its packets carry an MKI of ${departure.octets} octets that is not announced`,
      };
    case 'missing-mki':
      return { rule: 'cli/missing-mki', text: 'its packets carry no MKI, though one is announced' };
    case 'short-srtcp-tag':
      return {
        rule: 'cli/short-srtcp-tag',
        text: 'its SRTCP has tags of 4 octets, where 10 are due under a _32 suite too (RFC 3711 §5.2, RFC 4568 §6.2.2)',
      };
  }
}

function explainFailures(kind: MediaKind, stream: MediaStream): Finding[] {
  const { counts } = stream[kind];
  const name = kind === 'rtp' ? 'SRTP' : 'SRTCP';
  const findings: Finding[] = [];
  if (counts.repeated > 0)
    findings.push({
      rule: 'srtp/repeated-index',
      severity: 'info',
      message: `${packets(counts.repeated, name)} came again, or far behind others: a replay, a capture that sees traffic twice, or a sender that went back under the same key`,
    });
  if (counts.authFailed === 0) return findings;
  if (kind === 'rtcp' && stream.untagged)
    return [
      ...findings,
      {
        rule: 'cli/missing-srtcp-tag',
        severity: 'error',
        message: `${packets(counts.authFailed, name)} end with their index and have no authentication tag, which SRTCP always has (RFC 3711 §3.4)`,
      },
    ];
  if (counts.opened > 0)
    findings.push({
      rule: 'cli/auth-failures',
      severity: 'error',
      message: `${packets(counts.authFailed, name)} of ${counts.packets} did not authenticate: forged, damaged, or under a key that is not in the capture`,
    });
  else findings.push(unopened(name, counts, stream));
  return findings;
}

function unopened(name: string, counts: Counts, stream: MediaStream): Finding {
  const { sent, reversed, elsewhere } = stream.candidates;
  const side = stream.listener?.peer ?? stream.listener?.side;
  const number = packets(counts.authFailed, name);
  if (sent.length + reversed.length > 0) {
    const keys =
      sent.length === 0
        ? 'the keys of the other direction'
        : [...new Set(sent.map(keying => keying.label))].slice(0, 3).join(', ');
    const tried =
      'tried too: the keys of the other direction, like suites, MKIs that are not announced, SRTCP tags of 4 octets, ROC 0 to 129';
    return {
      rule: 'cli/wrong-key',
      severity: 'error',
      message: `${number} authenticate${counts.authFailed === 1 ? 's' : ''} under no key that signalling gives (${keys}; ${tried})`,
    };
  }
  const hint = 'give the SDPs by --sdp, or the key by --key or --dtls-keymat';
  const why = side
    ? noKeyIn(side)
    : elsewhere.length > 0
      ? 'no SDP names its addresses, and the keys of other flows do not open it'
      : 'the capture holds no SDP with keys';
  return { rule: 'cli/no-key', severity: 'error', message: `no key for ${number}: ${why}; ${hint}` };
}

/** Data types of both messages of an exchange (RFC 3830 §6.1, RFC 4650 §4.1, RFC 4738 §3.9.1), and what its keys depend on. */
const mikeyExchanges: readonly (readonly [types: readonly number[], words: string])[] = [
  [[0, 1], 'a pre-shared key (RFC 3830 §3.1): give it by --psk-file'],
  [[2, 3], "the Responder's RSA key (RFC 3830 §3.2): give it by --private-key"],
  [[4, 5], 'signed Diffie-Hellman (RFC 3830 §3.3): no message holds the exponents, so that no capture gives its keys'],
  [[7, 8], 'authenticated Diffie-Hellman (RFC 4650): no message holds the exponents, so that no capture gives its keys'],
  [[9, 10], "the Initiator's RSA key, by RSA-R (RFC 4738): give it by --private-key, and both messages"],
  [[26], 'SAKKE (RFC 6509): give the keys of whom the message is for by --sakke-keys'],
];

function noKeyIn({ keying, mikeyDataType }: Side): string {
  switch (keying) {
    case 'sdes':
      return 'its SDP has no a=crypto line that can be used';
    case 'mikey':
      return `its SDP is keyed by MIKEY, ${mikeyWords(mikeyDataType)}`;
    case 'dtls':
      return 'its SDP is keyed by DTLS (a=fingerprint), and DTLS does not show its keys';
    case 'zrtp':
      return 'its SDP is keyed by ZRTP, which does not show its keys';
    case 'none':
      return 'its SDP announces no keys, and yet the payload looks encrypted';
  }
}

function mikeyWords(dataType: number | undefined): string {
  const words = mikeyExchanges.find(([types]) => dataType !== undefined && types.includes(dataType))?.[1];
  return words === undefined ? 'and no key came out of that' : `and no key came out of that: it depends on ${words}`;
}

function explainPlain(stream: MediaStream, hasOpened: boolean): Finding[] {
  const { agreed } = stream;
  if (!agreed && !hasOpened) return [];
  const label = agreed?.label ?? 'its keys';
  const { rtp, rtcp } = stream;
  const findings: Finding[] = [];
  if (stream.isPlain)
    findings.push({
      rule: 'srtp/negotiated-but-plain',
      severity: 'error',
      message: `RTP is not encrypted at all, though ${label} is agreed`,
    });
  else if (rtp.counts.plain > 0)
    findings.push({
      rule: 'srtp/rtp-in-clear',
      severity: 'error',
      message: `${packets(rtp.counts.plain, 'RTP')} came in the clear in a secure session`,
    });
  if (rtcp.counts.plain > 0)
    findings.push({
      rule: 'srtp/rtcp-in-clear',
      severity: 'warning',
      message: `${packets(rtcp.counts.plain, 'RTCP')} came in the clear in a secure session, though nothing announces UNENCRYPTED_SRTCP`,
    });
  return findings;
}

function explainCut({ rtp, rtcp }: MediaStream): Finding[] {
  const cut = rtp.counts.cut + rtcp.counts.cut;
  if (cut === 0) return [];
  const message = `${packets(cut, 'media')} were cut by the capture (snap length): the tag at their end is missing, so nothing can open them`;
  return [{ rule: 'cli/cut-packets', severity: 'error', message }];
}

function packets(count: number, name: string): string {
  return `${count} ${name} packet${count === 1 ? '' : 's'}`;
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(finding => [`${finding.rule} ${finding.message}`, finding])).values()];
}
