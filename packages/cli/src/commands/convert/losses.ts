import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';

/** What was there and is there no more, for people. Keys, suite and MKI are never among it: formats refuse what they cannot hold of these. */
export function lossesOf(before: SrtpParameters, after: SrtpParameters | undefined): string[] {
  return [
    ...lifetimeLoss(before, after),
    ...streamLoss(before, after),
    ...tagLoss(before, after),
    ...(before.fecOrder !== undefined && after?.fecOrder === undefined ? [`FEC_ORDER ${before.fecOrder}`] : []),
  ];
}

function lifetimeLoss(before: SrtpParameters, after: SrtpParameters | undefined): string[] {
  const packets = ({ masterKeys: [{ lifetime }] }: SrtpParameters) => lifetime?.srtp;
  const old = packets(before);
  return old !== undefined && after && packets(after) === undefined
    ? [`the lifetime of ${old} packets: end the key yourself in time`]
    : [];
}

function streamLoss(before: SrtpParameters, after: SrtpParameters | undefined): string[] {
  const bound = before.streams === 'any' ? [] : before.streams;
  return after?.streams === 'any'
    ? bound.map(({ ssrc, roc }) => `the SSRC ${ssrc} that the key belongs to, with ROC ${roc ?? 0}`)
    : [];
}

function tagLoss(before: SrtpParameters, after: SrtpParameters | undefined): string[] {
  return before.srtcpTagOctets === 4 && after?.srtcpTagOctets !== 4 ? ['SRTCP tags of 4 octets: the reader expects 10'] : [];
}
