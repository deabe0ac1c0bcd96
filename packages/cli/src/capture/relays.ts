import { type Endpoint, formatEndpoint, type Path } from './endpoint.js';
import type { TurnMessage } from './turn.js';

type Relayed = NonNullable<Path['relayed']>;

const mostRemembered = 16_384;

/** What a capture shows of TURN relays (RFC 8656): the relayed address of each allocation, and the peer behind each channel. */
export class Relays {
  readonly #relayed = new Map<string, Endpoint>();
  readonly #peers = new Map<string, Endpoint>();

  /** Learns from a message that went along `path`. A ChannelBind that the server refuses does no harm: no data follow it. */
  learn({ source, destination }: Path, message: TurnMessage): void {
    if (message.kind === 'allocated') remember(this.#relayed, between(destination, source), message.relayed);
    if (message.kind === 'channel-bind')
      remember(this.#peers, `${between(source, destination)} ${message.channel}`, message.peer);
  }

  /** Where ChannelData come from and go to on the other side of the relay; `undefined` where the capture does not hold its binding. */
  behindChannel(path: Path, channel: number): Relayed | undefined {
    const toPeer = this.#peers.get(`${between(path.source, path.destination)} ${channel}`);
    if (toPeer) return this.towards(path, toPeer);
    const fromPeer = this.#peers.get(`${between(path.destination, path.source)} ${channel}`);
    return fromPeer && this.from(path, fromPeer);
  }

  /** The way of what a client sends to a peer. Where the capture does not hold the allocation, it begins at the client. */
  towards({ source, destination }: Path, peer: Endpoint): Relayed {
    return { source: this.#relayed.get(between(source, destination)) ?? source, destination: peer };
  }

  /** The way of what a client receives from a peer. */
  from({ source, destination }: Path, peer: Endpoint): Relayed {
    return { source: peer, destination: this.#relayed.get(between(destination, source)) ?? destination };
  }
}

/** An allocation is known by the addresses of client and server (RFC 8656 §3.2: the 5-tuple). */
function between(client: Endpoint, server: Endpoint): string {
  return `${formatEndpoint(client)} ${formatEndpoint(server)}`;
}

function remember(map: Map<string, Endpoint>, key: string, endpoint: Endpoint): void {
  map.delete(key);
  map.set(key, endpoint);
  if (map.size > mostRemembered) map.delete(map.keys().next().value as string);
}
