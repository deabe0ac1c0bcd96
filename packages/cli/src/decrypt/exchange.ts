import type { Endpoint } from '../capture/index.js';
import type { Keying, Keyring } from './keyring.js';
import type { KeyLine, Side } from './side.js';

/** An SDP that was seen, with where and when. */
export interface Description {
  readonly sides: readonly Side[];
  /** For people: `the offer in packet 7`. */
  readonly label: string;
  /** Microseconds. */
  readonly at: number;
}

/**
 * Puts the keys of an offer and its answer on the ring: the key in an SDP is the one that its writer sends with (RFC 4568 §5.1.1),
 * and the answer's tag says which of the offer's lines is in use (§5.1.2). Without an answer every line of the offer may be.
 */
export function addExchange(keyring: Keyring, offer: Description, answer: Description | undefined): void {
  for (const side of offer.sides) {
    const peer = answer?.sides.find(other => other.section === side.section);
    const tags = peer?.lines.map(line => line.tag);
    addSide(keyring, offer, side, peer, line => line.tag === undefined || (tags?.includes(line.tag) ?? false));
    if (peer && answer) addSide(keyring, answer, peer, side, () => true);
  }
}

function addSide(
  keyring: Keyring,
  { label, at }: Description,
  side: Side,
  peer: Side | undefined,
  chosen: (line: KeyLine) => boolean,
): void {
  keyring.listen({ side, peer });
  const [own, other] = [endpoints(side), peer && endpoints(peer)];
  for (const line of side.lines) {
    const keying: Keying = {
      label: `${line.label} of ${label}`,
      parameters: line.parameters,
      from: own,
      to: other,
      chosen: chosen(line),
      at,
    };
    keyring.add(keying);
    // The crypto sessions of a MIKEY message are those of both directions (RFC 3830 §6.1.1).
    if (line.tag === undefined && other) keyring.add({ ...keying, from: other, to: own });
  }
}

/** Where a side sends from and listens; `undefined` where its SDP does not say, as in RTSP. */
function endpoints({ rtp, rtcp }: Side): Endpoint[] | undefined {
  return rtp.length + rtcp.length === 0 ? undefined : [...rtp, ...rtcp];
}
