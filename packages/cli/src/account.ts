import { escapeControls, type FoundDescription, textReport } from '@sdpsec/check';
import type { Agreement, SectionOutcome } from '@sdpsec/negotiation';
import { wrap } from './wrap.js';

/** What was agreed on, section by section, and why everything else was not; then the findings about the offer. */
export function accountText(file: string, offer: FoundDescription, { sections, findings }: Agreement): string {
  const lines = sections.flatMap(outcome => [
    wrap(`m= section ${outcome.section}: ${says(outcome)}`),
    ...outcome.lost.map(({ what, reason }) => wrap(`not ${escapeControls(what)}: ${escapeControls(reason)}`, '  ')),
  ]);
  const report =
    findings.length > 0 ? `\n${textReport([{ file, description: offer, findings }], { width: process.stdout.columns })}` : '';
  return `${lines.join('')}${report}`;
}

const protection = { mac: 'a MAC', signature: 'a signature', 'lower-layer': 'nothing but the transport' } as const;

function says(outcome: SectionOutcome): string {
  switch (outcome.kind) {
    case 'sdes':
      return `secured with ${outcome.suite}, tag ${outcome.tag}`;
    case 'mikey':
      return `secured with MIKEY (${outcome.mode}), ${outcome.suite}; the message is protected by ${protection[outcome.protectedBy]}`;
    case 'dtls':
      return 'secured with DTLS-SRTP, after its handshake';
    case 'zrtp':
      return 'ZRTP, in the media path';
    case 'plain':
      return outcome.rtp ? 'in the clear' : 'no RTP';
    case 'rejected':
      return `rejected: ${escapeControls(outcome.reason)}`;
  }
}
