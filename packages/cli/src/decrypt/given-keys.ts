import { SdpDocument } from '@sdpsec/negotiation/document';
import { isUsable, readSecurity } from '@sdpsec/negotiation/reading';
import { cryptoToParameters } from '@sdpsec/sdes';
import {
  deriveFromDtlsExporter,
  dtlsExporterOctets,
  findSuite,
  Secret,
  type SuiteName,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { CliError, type CliErrorCode } from '../errors.js';
import { addExchange } from './exchange.js';
import type { Keyring } from './keyring.js';
import { readSides } from './side.js';

/** Keys from the command line belong to no address and to all time. */
const anywhere = { from: undefined, to: undefined, chosen: true, at: 0 } as const;

/** Puts the keys of one SDP on the ring, or of an offer and its answer. */
export function addSdps(keyring: Keyring, texts: readonly Uint8Array[]): void {
  const [offer, answer] = texts.map((text, index) => {
    const role = texts.length === 1 ? 'SDP' : index === 0 ? 'offer' : 'answer';
    return { sides: readSides(SdpDocument.parse(text), keyring.mikey), label: `the ${role} given by --sdp`, at: 0 };
  });
  for (const given of [offer, answer]) if (given) keyring.given.push(given);
  if (offer) addExchange(keyring, offer, answer);
}

/**
 * Puts a key on the ring: `inline:` with base64, base64 alone, or hex, of master key and salt together; or all of an a=crypto line.
 * Without a suite every suite that takes so many octets is tried.
 *
 * @param code for a key that is none: `usage` where it stands in the command line, `bad-input` where in a file.
 * @throws CliError which says what was expected and never shows the key.
 */
export function addKey(
  keyring: Keyring,
  text: string,
  source: string,
  suite: SuiteName | undefined,
  code: CliErrorCode = 'usage',
): void {
  const line = /^(?:a=)?crypto:(.*)$/s.exec(text.trim());
  if (line) {
    const [section] = readSecurity(SdpDocument.parse(`m=audio 9 RTP/SAVP 0\na=crypto:${line[1]}\n`)).sections;
    const [read] = section?.crypto ?? [];
    if (!read || !isUsable(read)) throw new CliError(code, `${source}: ${read?.refusal?.message ?? 'expected one line'}`);
    keyring.add({ ...anywhere, label: `the a=crypto line given by ${source}`, parameters: cryptoToParameters(read.value) });
    return;
  }
  const octets = keyOctets(
    text
      .trim()
      .replace(/^inline:/i, '')
      .replace(/\|.*$/s, ''),
  );
  const fitting = Object.values(suites).filter(
    one =>
      one.keyOctets + one.saltOctets === octets?.length &&
      (suite ? one.name === suite : one.sdes !== undefined && !one.onRequestOnly),
  );
  if (!octets || fitting.length === 0) throw new CliError(code, wrongLength(source, octets?.length, suite));
  for (const { name, keyOctets } of fitting) {
    const masterKeys = [{ key: octets.subarray(0, keyOctets), salt: octets.subarray(keyOctets) }];
    keyring.add({
      ...anywhere,
      label: `the key given by ${source} (${name})`,
      parameters: srtpParameters({ suite: name, masterKeys }),
    });
  }
}

/** A file of keys, one a line as {@link addKey} takes them; `#` begins a comment. @throws CliError `bad-input` */
export function addKeyFile(keyring: Keyring, text: string, name: string, suite: SuiteName | undefined): void {
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries())
    if (line.trim() !== '' && !line.trim().startsWith('#'))
      addKey(keyring, line, `${name}, line ${index + 1}`, suite, 'bad-input');
}

/** A file of MIKEY pre-shared keys, one a line in hex or base64; `#` begins a comment. @throws CliError `bad-input` */
export function readPsks(text: string, name: string): Secret[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const key = line.trim();
    if (key === '' || key.startsWith('#')) return [];
    if (/^(?:[0-9a-f]{2})+$/i.test(key)) return [Secret.from(Buffer.from(key, 'hex'))];
    if (/^[A-Za-z0-9+/]{2,}={0,2}$/.test(key)) return [Secret.from(Buffer.from(key, 'base64'))];
    throw new CliError('bad-input', `${name}, line ${index + 1}: expected a pre-shared key in base64 or hex`);
  });
}

/**
 * A file of DTLS-SRTP keying material (RFC 5764 §4.2): a line names the protection profile and gives what the exporter
 * `EXTRACTOR-dtls_srtp` gave, in hex. Either half may open a stream: nothing else says who was the client.
 *
 * @throws CliError `bad-input`
 */
export function addKeyingMaterial(keyring: Keyring, text: string, name: string): void {
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const source = `${name}, line ${index + 1}`;
    const [profileText = '', hex = ''] = line.trim().split(/\s+/);
    const profile = /^0x[0-9a-f]{1,4}$/i.test(profileText) ? Number(profileText) : profileText;
    const row =
      typeof profile === 'number' ? Object.values(suites).find(({ dtlsProfile }) => dtlsProfile === profile) : findSuite(profile);
    if (row?.dtlsProfile === undefined)
      throw new CliError('bad-input', `${source}: expected a DTLS-SRTP profile, then keying material in hex`);
    const expected = dtlsExporterOctets(row.dtlsProfile);
    if (!/^(?:[0-9a-f]{2})*$/i.test(hex) || hex.length !== expected * 2)
      throw new CliError(
        'bad-input',
        `${source}: expected ${expected} octets of keying material for ${row.name} in hex, got ${hex.length} characters`,
      );
    const { send, receive } = deriveFromDtlsExporter(Buffer.from(hex, 'hex'), row.dtlsProfile, 'client');
    keyring.add({ ...anywhere, label: `the DTLS client's key of ${source}`, parameters: send[0] });
    keyring.add({ ...anywhere, label: `the DTLS server's key of ${source}`, parameters: receive[0] });
  }
}

/** Hex where all of it reads as hex, else base64 with or without padding. */
function keyOctets(text: string): Buffer | undefined {
  if (/^(?:[0-9a-f]{2}){26,}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/]{20,200}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function wrongLength(source: string, found: number | undefined, suite: SuiteName | undefined): string {
  const lengths = [
    ...new Set(
      Object.values(suites)
        .filter(one => one.sdes)
        .map(one => one.keyOctets + one.saltOctets),
    ),
  ].sort((a, b) => a - b);
  const expected = suite
    ? `${suites[suite].keyOctets + suites[suite].saltOctets} octets for ${suite}`
    : `${lengths.join(', ')} octets`;
  return `${source}: expected master key and salt, ${expected}, in base64 or hex; got ${found === undefined ? 'something else' : `${found} octets`}`;
}
