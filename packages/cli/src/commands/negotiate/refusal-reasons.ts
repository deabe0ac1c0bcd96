import { check } from '@sdpsec/check';
import type { Agreement, SdpDocument } from '@sdpsec/negotiation';

/** Why an answerer would refuse the whole offer: nothing in it can be accepted, or it holds what some peers choke on. */
export function refusalReasons(offer: SdpDocument, { sections, findings }: Agreement): string[] {
  const wanted = sections.filter(({ section }) => offer.media[section]?.description.port !== 0);
  const nothing = wanted.length > 0 && wanted.every(({ kind }) => kind === 'rejected');
  const rejected = nothing
    ? wanted.flatMap(outcome => (outcome.kind === 'rejected' ? [`m= section ${outcome.section}: ${outcome.reason}`] : []))
    : [];
  const choking = check(offer, { only: ['oa/unexpected-488-causes'] }).map(
    ({ line, message, reference }) => `line ${line}: ${message} (${reference})`,
  );
  const errors = findings.flatMap(({ severity, message, reference, section }) =>
    nothing && severity === 'error' ? [`${section === undefined ? '' : `m= section ${section}: `}${message} (${reference})`] : [],
  );
  return [...new Set([...(errors.length > 0 ? errors : rejected), ...choking])];
}
