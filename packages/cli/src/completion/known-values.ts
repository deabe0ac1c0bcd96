import { rules } from '@sdpsec/check';
import { peerProfiles } from '@sdpsec/negotiation/policy';
import { suites } from '@sdpsec/srtp-core/suites';
import type { CommandEntry } from '../command-tree.js';

/** Values that declarations leave open, since to list them they would have to import what knows them. */
const known: Readonly<Record<string, readonly string[]>> = {
  '--peer': Object.keys(peerProfiles),
  '--suite': Object.keys(suites),
  '--off': rules.map(({ id }) => id),
  '--only': rules.map(({ id }) => id),
};

/** The same entries, with every value that is known. */
export function withKnownValues(entries: readonly CommandEntry[]): CommandEntry[] {
  return entries.map(entry => ({
    ...entry,
    options: entry.options.map(option => ({ ...option, choices: known[option.names.at(-1) ?? ''] ?? option.choices })),
  }));
}
