import { diff, type SectionDiff } from '@sdpsec/check/diff';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { jsonText, printable } from '../../output.js';
import { wrap } from '../../wrap.js';

/** `sdpsec diff`. */
export function runDiff(
  [before = '-', now = '-']: readonly string[],
  { json, failOn }: { readonly json?: boolean; readonly failOn?: 'error' | 'never' },
): ExitCode {
  const sections = diff(oneDescription(before).document, oneDescription(now).document);
  process.stdout.write(json ? jsonText({ version: 1, sections }) : diffText(sections));
  return failOn !== 'never' && sections.some(isBad) ? exitCodes.findings : exitCodes.fine;
}

/** What RFC 4568 §5.1.4 and §7.1.4 forbid. */
function isBad({ strength, keys, moved }: SectionDiff): boolean {
  return strength === 'downgrade' || (moved && keys === 'refresh');
}

function diffText(sections: readonly SectionDiff[]): string {
  if (sections.length === 0) return 'Neither has an m= section.\n';
  return sections
    .map(({ section, heading, notes }) =>
      [wrap(`m= section ${section}: ${printable(heading)}`), ...notes.map(note => wrap(printable(note), '  '))].join(''),
    )
    .join('\n');
}
