import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type KeyFlags, readKeys } from '../../mikey-keys.js';
import { messageReport, messageText } from './decode-report.js';
import { findMessages } from './message-source.js';
import { Opener } from './opener.js';

interface DecodeFlags extends KeyFlags {
  readonly json?: boolean;
  readonly showKeys?: boolean;
}

/** `sdpsec mikey decode`: 1 where a message does not verify under the keys that were given. */
export async function runDecode([file = '-']: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const { json = false, showKeys = false, ...keys } = options as DecodeFlags;
  const opener = new Opener(readKeys(keys));
  const reports = [];
  for (const found of findMessages(file)) reports.push(messageReport(found, await opener.open(found), showKeys));
  process.stdout.write(
    json ? `${JSON.stringify({ version: 1, messages: reports }, undefined, 2)}\n` : reports.map(messageText).join('\n'),
  );
  return reports.some(({ verdict }) => verdict === 'wrong') ? exitCodes.findings : exitCodes.fine;
}
