import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';

/**
 * Whose key protects what, for RTSP leaves it open (RFC 4567 §4.2) and devices differ:
 * `sender`: each end sends with the key of its own message, as GStreamer's client and server do;
 * `client`: the key that the client puts into SETUP protects both directions and replaces the one in the server's SDP, which counts only
 * where the client sends none (ONVIF Streaming Specification).
 */
export type RtspKeyOwner = 'sender' | 'client';

/** Keys by the end whose message carried them: of the SDP (server) and of the KeyMgmt header in SETUP (client), or of their last re-key. */
export interface RtspKeys {
  readonly server?: readonly SrtpParameters[];
  readonly client?: readonly SrtpParameters[];
}

/**
 * What each direction of an RTSP stream is protected with, for `session.update` of the end in the role given. A re-key is the same call with the newer
 * keys: the rollover counter goes on.
 *
 * @example
 * ```ts
 * session.update(rtspKeying('client', { server: ofTheSdp, client: ofOurSetup }, 'client'));
 * ```
 */
export function rtspKeying(
  role: 'client' | 'server',
  { server = [], client = [] }: RtspKeys,
  owner: RtspKeyOwner,
): { readonly send: readonly SrtpParameters[]; readonly receive: readonly SrtpParameters[] } {
  const [fromServer, fromClient] = owner === 'sender' ? [server, client] : bothWays(client.length > 0 ? client : server);
  return role === 'client' ? { send: fromClient, receive: fromServer } : { send: fromServer, receive: fromClient };
}

/** One key for both directions: the SSRC that its map names is that of the media, which the server sends; the client has its own. */
function bothWays(
  keys: readonly SrtpParameters[],
): readonly [media: readonly SrtpParameters[], feedback: readonly SrtpParameters[]] {
  const unbound = keys.map(parameters => srtpParameters({ ...parameters, streams: 'any' }));
  return [keys, unbound.slice(0, 1)];
}
