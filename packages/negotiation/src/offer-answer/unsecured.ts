import type { Policy } from '../policy/index.js';
import type { NegotiationRemark } from './finding-id.js';

/** What is said of a section whose media goes in the clear. */
export function plainRemark({ security: { security } }: Policy): NegotiationRemark {
  const known = { rule: 'oa/unsecured', reference: 'RFC 8643 §3' } as const;
  return security === 'disabled'
    ? { ...known, severity: 'info', message: 'media goes in the clear, for the policy disables security' }
    : { ...known, severity: 'warning', message: 'media goes in the clear' };
}

/** What is said of a section that is left to ZRTP. */
export const zrtpRemark: NegotiationRemark = {
  rule: 'oa/unsecured',
  severity: 'info',
  reference: 'RFC 6189 §8',
  message: 'media goes in the clear until ZRTP has agreed on keys in the media path',
};
