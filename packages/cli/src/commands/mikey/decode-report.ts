import type { CryptoSession } from '@sdpsec/mikey';
import { type ParametersReport, parametersReport, parametersText } from '../../parameters-report.js';
import type { FoundMessage } from './message-source.js';
import type { Opened } from './opener.js';
import { payloadTree, type TreePayload } from './payload-tree.js';
import { type Protection, protectionOf } from './protection.js';

/** One message, as `--json` prints it: `docs/schemas/mikey-decode.schema.json` of the repository. */
export interface MessageReport {
  readonly source: string;
  readonly octets: number;
  readonly deviations: readonly string[];
  readonly protection: Protection;
  readonly verdict: Opened['verdict'];
  readonly reason: string;
  readonly payloads: readonly TreePayload[];
  /** Octets behind the last payload. */
  readonly trailing: number;
  readonly cryptoSessions: readonly SessionReport[];
}

export interface SessionReport extends ParametersReport {
  readonly csId: number;
}

/** Builds the report of a message. */
export function messageReport(found: FoundMessage, opened: Opened, showKeys: boolean): MessageReport {
  const { source, octets, message, deviations } = found;
  return {
    ...{ source, octets: octets.length, deviations, protection: protectionOf(message) },
    ...{ verdict: opened.verdict, reason: opened.words },
    ...{ payloads: payloadTree(message, opened.keyData, showKeys), trailing: message.trailing?.length ?? 0 },
    cryptoSessions: opened.sessions.map(session => sessionReport(session, showKeys)),
  };
}

function sessionReport({ csId, parameters }: CryptoSession, showKeys: boolean): SessionReport {
  return { csId, ...parametersReport(parameters, showKeys) };
}

/** The report for people. */
export function messageText(report: MessageReport): string {
  const { source, octets, protection, verdict, reason, deviations, payloads, trailing, cryptoSessions } = report;
  const verdicts = { verified: 'verified', wrong: 'NOT VERIFIED', 'not-checked': 'not verified' } as const;
  return [
    `MIKEY message of ${octets} octets, ${source}`,
    `  protected by ${protection.words}`,
    `  ${verdicts[verdict]}: ${reason}`,
    ...(deviations.length > 0 ? [`  deviations: ${deviations.join(', ')}`] : []),
    '',
    '  offset octets payload',
    ...payloads.flatMap(payload => payloadLines(payload, '  ')),
    ...(trailing > 0 ? [`  ${trailing} octets follow the last payload`] : []),
    ...(cryptoSessions.length > 0 ? ['', ...cryptoSessions.map(sessionLine)] : []),
  ]
    .map(line => `${printable(line).trimEnd()}\n`)
    .join('');
}

function payloadLines({ payload, offset, octets, fields, inside = [] }: TreePayload, indent: string): string[] {
  const place = `${indent}${String(offset).padStart(6)} ${String(octets).padStart(6)} `;
  const rest = ' '.repeat(place.length + 6);
  return [
    ...fields.map(({ name, value, meaning }, index) => {
      const start = index === 0 ? `${place}${payload.padEnd(6)}` : rest;
      if (value === '') return `${start}${name}: none`;
      return `${start}${name}: ${shortened(String(value))}${meaning ? ` (${meaning})` : ''}`;
    }),
    ...inside.flatMap(one => payloadLines(one, `${indent}  `)),
  ];
}

function sessionLine({ csId, ...parameters }: SessionReport): string {
  return `  crypto session ${csId}: ${parametersText(parameters)}`;
}

/** As much of long octets as a line takes. */
function shortened(value: string): string {
  return value.length > 96 ? `${value.slice(0, 96)}…` : value;
}

/** Names and text from a peer bring no terminal controls along. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.');
}
