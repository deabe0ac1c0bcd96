import { type CryptoSession, MikeyError } from '@sdpsec/mikey';
import { NegotiationError } from '@sdpsec/negotiation';
import { ffmpegArguments } from '@sdpsec/negotiation/adapters/ffmpeg';
import { gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { formatCrypto, parametersToCrypto, SdesError } from '@sdpsec/sdes';
import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type KeyFlags, readKeys } from '../../mikey-keys.js';
import { jsonText, writeProduct } from '../../output.js';
import { findMessages } from './message-source.js';
import { Opener } from './opener.js';

interface ConvertFlags extends KeyFlags {
  readonly cs?: string;
  readonly json?: boolean;
  readonly output?: string;
}

type Line = (session: CryptoSession, tag: number) => string;

const products: Readonly<Record<string, Line>> = {
  // The SSRC of a key is no matter of SDES: whatever comes is bound (RFC 4568 §6.4.1).
  sdes: ({ parameters }, tag) => `a=crypto:${formatCrypto(parametersToCrypto(unbound(parameters), tag))}`,
  'gst-caps': ({ parameters }) => {
    const [stream] = parameters.streams === 'any' ? [] : parameters.streams;
    return gstreamerCaps(parameters, { ssrc: stream?.ssrc ?? 0, ...(stream?.roc !== undefined && { roc: stream.roc }) });
  },
  ffmpeg: ({ parameters }) => ffmpegArguments(unbound(parameters)).join(' '),
};

/** `sdpsec mikey to-sdes`, `to-gst-caps`, `to-ffmpeg`: a line for each crypto session; the keys are in it. */
export async function runConversion(
  product: string,
  [file = '-']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { cs, json, output, ...keys } = options as ConvertFlags;
  if (cs !== undefined && !/^\d{1,3}$/.test(cs)) throw new CliError('usage', `--cs: expected a number of 0 to 255, got ${cs}`);
  const opener = new Opener(readKeys(keys));
  const written: { readonly source: string; readonly csId: number; readonly text: string }[] = [];
  for (const found of findMessages(file)) {
    const { verdict, words, sessions } = await opener.open(found);
    if (verdict === 'wrong') throw new CliError('bad-input', `${found.source}: ${words}`);
    const wanted = sessions.filter(({ csId }) => cs === undefined || csId === Number(cs));
    if (wanted.length === 0) throw new CliError('bad-input', `${found.source}: no keys: ${missing(words, cs, sessions)}`);
    const { source } = found;
    for (const session of wanted)
      written.push({ source, csId: session.csId, text: lineOf(products[product] as Line, session, written.length + 1, source) });
  }
  const text = written.map(one => `${one.text}\n`).join('');
  writeProduct(json ? jsonText({ version: 1, cryptoSessions: written }) : text, output);
  return exitCodes.fine;
}

function missing(words: string, cs: string | undefined, sessions: readonly CryptoSession[]): string {
  return sessions.length === 0 ? words : `there is no crypto session ${cs}, but ${sessions.map(({ csId }) => csId).join(', ')}`;
}

function lineOf(line: Line, session: CryptoSession, tag: number, source: string): string {
  try {
    return line(session, tag);
  } catch (error) {
    if (error instanceof NegotiationError || error instanceof SdesError || error instanceof MikeyError)
      throw new CliError('bad-input', `${source}, crypto session ${session.csId}: ${error.message}`);
    throw error;
  }
}

function unbound(parameters: SrtpParameters): SrtpParameters {
  return srtpParameters({ ...parameters, streams: 'any' });
}
