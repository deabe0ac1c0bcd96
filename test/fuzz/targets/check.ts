import { applyFixes, check, maskKeys } from '@sdpsec/check';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { offers, sdpWords } from '../offers.js';
import { demand, type FuzzTarget } from '../target.js';

/** Every text gets findings that point into it, and fixes that can be applied. */
export const target: FuzzTarget = {
  seeds: offers,
  words: sdpWords,
  longest: 512,
  run(input) {
    const document = SdpDocument.parse(input);
    const findings = check(document);
    for (const { line, column } of findings) demand(line >= 1 && column >= 1, 'a finding has a place');
    applyFixes(document, findings);
    demand(maskKeys(document.text).length > 0 || document.text.length === 0, 'masking leaves the rest');
  },
};
