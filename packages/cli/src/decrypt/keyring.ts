import type { SrtpParameters } from '@sdpsec/srtp-core';
import { type Endpoint, formatEndpoint, type Path } from '../capture/index.js';
import type { Description } from './exchange.js';
import { type MikeyKeys, MikeyReader } from './mikey-reader.js';
import type { Side } from './side.js';

/** Keys that one side may send with, and where from and to as far as anyone knows. */
export interface Keying {
  /** For people: `a=crypto:1 of the offer in packet 7`. */
  readonly label: string;
  readonly parameters: SrtpParameters;
  /** Transport addresses of the sender and of its peer, RTP and RTCP; `undefined` where signalling is absent. */
  readonly from: readonly Endpoint[] | undefined;
  readonly to: readonly Endpoint[] | undefined;
  /** The answer agreed on this line, or it is the answer's own. */
  readonly chosen: boolean;
  /** Since when it can be in use, microseconds. */
  readonly at: number;
}

/** What signalling says about media that arrives at an endpoint. */
export interface Listener {
  /** The side that receives. */
  readonly side: Side;
  readonly peer: Side | undefined;
}

/** How a keying relates to a path: a sender's own is `sent`; `reversed` belongs to the other direction. */
export interface Candidates {
  readonly sent: readonly Keying[];
  readonly reversed: readonly Keying[];
  /** Keys of other addresses: a relay or NAT may stand between. */
  readonly elsewhere: readonly Keying[];
}

const mostKeyings = 65_536;
const mostPerEndpoint = 64;
const mostElsewhere = 256;

/** All keys of a capture and of the command line, found by the addresses of a flow. The newest comes first. */
export class Keyring {
  readonly #keyings: Keying[] = [];
  readonly #from = new Map<string, Keying[]>();
  readonly #to = new Map<string, Keying[]>();
  readonly #listeners = new Map<string, Listener>();
  readonly #rtcp = new Map<string, Endpoint>();
  /** Keyings that had no room any more. */
  dropped = 0;
  /** The SDPs of the command line. */
  readonly given: Description[] = [];
  /** Opens the MIKEY messages of the capture. */
  readonly mikey: MikeyReader;

  constructor(mikeyKeys: MikeyKeys = {}) {
    this.mikey = new MikeyReader(mikeyKeys);
  }

  get size(): number {
    return this.#keyings.length;
  }

  add(keying: Keying): void {
    if (this.#keyings.length >= mostKeyings) {
      this.dropped++;
      return;
    }
    this.#keyings.push(keying);
    for (const endpoint of keying.from ?? []) append(this.#from, endpoint, keying);
    for (const endpoint of keying.to ?? []) append(this.#to, endpoint, keying);
  }

  /** Remembers who listens where, for codecs, RTCP ports and whether keys were agreed at all. */
  listen(listener: Listener): void {
    const { rtp, rtcp } = listener.side;
    for (const endpoint of [...rtp, ...rtcp]) this.#listeners.set(formatEndpoint(endpoint), listener);
    const [first] = rtp;
    if (first) for (const endpoint of rtcp) this.#rtcp.set(formatEndpoint(endpoint), first);
  }

  /** Who listens where the path leads. */
  listener(path: Path): Listener | undefined {
    const key = keysOf(path, 'destination').find(key => this.#listeners.has(key));
    return key === undefined ? undefined : this.#listeners.get(key);
  }

  /** The RTP endpoint beside which SDP puts this RTCP endpoint. */
  rtpBeside(rtcp: Endpoint): Endpoint | undefined {
    return this.#rtcp.get(formatEndpoint(rtcp));
  }

  candidates(path: Path): Candidates {
    const [source, destination] = [keysOf(path, 'source'), keysOf(path, 'destination')];
    const find = (map: Map<string, Keying[]>, keys: string[]) => ranked(keys.flatMap(key => map.get(key) ?? []));
    const fromSource = find(this.#from, source);
    const toDestination = find(this.#to, destination);
    const both = fromSource.filter(keying => toDestination.includes(keying));
    const unbound = this.#keyings.filter(keying => !keying.from && !keying.to).slice(-mostElsewhere);
    const taken = new Set<SrtpParameters>();
    const fresh = (keyings: readonly Keying[]) =>
      keyings.filter(({ parameters }) => !taken.has(parameters) && taken.add(parameters));
    return {
      sent: fresh([...both, ...toDestination, ...fromSource, ...unbound]),
      reversed: fresh([...find(this.#from, destination), ...find(this.#to, source)]),
      elsewhere: fresh(ranked(this.#keyings.slice(-mostElsewhere))),
    };
  }
}

/** An end of a path beyond the relay, then with the channel inside of it, where signalling names that too, and without. */
function keysOf(path: Path, end: 'source' | 'destination'): string[] {
  const { relayed, channel } = path;
  return [
    ...(relayed ? [formatEndpoint(relayed[end])] : []),
    ...(channel === undefined ? [] : [formatEndpoint({ ...path[end], channel })]),
    formatEndpoint(path[end]),
  ];
}

function append(map: Map<string, Keying[]>, endpoint: Endpoint, keying: Keying): void {
  const key = formatEndpoint(endpoint);
  const list = map.get(key) ?? [];
  list.push(keying);
  if (list.length > mostPerEndpoint) list.shift();
  map.set(key, list);
}

/** What was agreed on comes before what was only offered, and the newest first. */
function ranked(keyings: readonly Keying[]): Keying[] {
  return [...keyings].reverse().sort((a, b) => Number(b.chosen) - Number(a.chosen));
}
