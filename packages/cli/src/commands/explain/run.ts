import { explain, type SectionExplanation } from '@sdpsec/check/explain';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { jsonText, printable } from '../../output.js';
import { wrap } from '../../wrap.js';

/** `sdpsec explain`. */
export function runExplain([offerFile = '-', answerFile]: readonly string[], { json }: { readonly json?: boolean }): ExitCode {
  const { document, transport } = oneDescription(offerFile);
  const answer = answerFile === undefined ? undefined : oneDescription(answerFile).document;
  const sections = explain(document, { ...(answer && { answer }), ...(transport && { transport }) });
  process.stdout.write(json ? jsonText({ version: 1, sections }) : explanationText(sections));
  return exitCodes.fine;
}

function explanationText(sections: readonly SectionExplanation[]): string {
  if (sections.length === 0) return 'It has no m= section, so there is no media to secure.\n';
  return sections
    .map(({ section, heading, text }) => wrap(`m= section ${section}: ${printable(heading)}`) + wrap(printable(text), '  '))
    .join('\n');
}
