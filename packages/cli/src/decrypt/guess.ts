import { type SrtpParameters, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import type { Candidates, Keying } from './keyring.js';

export type MediaKind = 'rtp' | 'rtcp';

/** How a sender departs from what signalling says about its key. */
export type Departure =
  | { readonly kind: 'suite'; readonly suite: SuiteName }
  /** Octets between payload and tag (or behind it with AEAD) that no SDP announces. */
  | { readonly kind: 'unannounced-mki'; readonly octets: number }
  | { readonly kind: 'missing-mki' }
  /** An 80-bit tag is due on SRTCP under a 32-bit suite too (RFC 3711 §5.2, RFC 4568 §6.2.2). */
  | { readonly kind: 'short-srtcp-tag' };

/** Keys that a packet may be protected with. */
export interface Guess {
  readonly keying: Keying;
  readonly relation: keyof Candidates;
  readonly parameters: SrtpParameters;
  readonly departure?: Departure;
}

/** MKI lengths that are tried where none is announced: what peers use, and the longest (RFC 4568 §6.1). */
const mkiLengths: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32, 64, 128];
/** How many keyings of a flow are tried with departures: each costs some twenty key derivations. */
const mostDeparted = 8;

/** Everything worth trying on a packet, the likeliest first: what was agreed, the other direction's keys, departures, other flows' keys. */
export function* guesses(kind: MediaKind, candidates: Candidates): Generator<Guess> {
  const related = [...asAnnounced(candidates.sent, 'sent'), ...asAnnounced(candidates.reversed, 'reversed')];
  yield* related;
  for (const guess of related.slice(0, mostDeparted)) yield* departures(kind, guess);
  yield* asAnnounced(candidates.elsewhere, 'elsewhere');
}

/** Without authentication any key opens any packet, so only one that was agreed on for this very flow can be believed. */
function asAnnounced(keyings: readonly Keying[], relation: Guess['relation']): Guess[] {
  return keyings
    .filter(({ parameters, chosen }) => !parameters.unauthenticatedSrtp || (relation === 'sent' && chosen))
    .map(keying => ({ keying, relation, parameters: keying.parameters }));
}

function* departures(kind: MediaKind, guess: Guess): Generator<Guess> {
  const { keying, parameters } = guess;
  if (parameters.unauthenticatedSrtp) return;
  const suite = suites[parameters.suite];
  const depart = (departure: Departure, changes: Partial<SrtpParameters>): Guess => ({
    ...guess,
    departure,
    parameters: srtpParameters({ ...parameters, ...changes }),
  });
  if (kind === 'rtcp' && suite.tagOctets.srtp === 4) yield depart({ kind: 'short-srtcp-tag' }, { srtcpTagOctets: 4 });
  for (const other of likeSuites(parameters.suite)) {
    const { srtcpTagOctets: _tag, ...rest } = parameters;
    const same = srtpParameters({ ...rest, suite: other });
    yield { ...guess, departure: { kind: 'suite', suite: other }, parameters: same };
  }
  const announced = keying.parameters.masterKeys[0].mki !== undefined;
  for (const { mki: _mki, validity: _validity, ...key } of parameters.masterKeys) {
    if (announced) yield depart({ kind: 'missing-mki' }, { masterKeys: [key] });
    for (const octets of mkiLengths) yield depart({ kind: 'unannounced-mki', octets }, { masterKeys: [key] });
  }
}

/** Suites that take the same key and salt and that a tag can tell from this one. */
function likeSuites(name: SuiteName): SuiteName[] {
  const own = suites[name];
  return Object.values(suites)
    .filter(other => other.sdes !== undefined && other.keyOctets === own.keyOctets && other.saltOctets === own.saltOctets)
    .filter(other => other.transform !== 'f8-hmac')
    .filter(other => other.tagOctets.srtp !== own.tagOctets.srtp || other.prf !== own.prf || other.transform !== own.transform)
    .map(other => other.name);
}
