import { MikeyError } from '../errors.js';
import type { CsIdMap, GenericId, SrtpId } from '../header.js';
import { OctetReader, OctetWriter } from '../octets.js';
import { protocols, registeredValue } from '../registry.js';
import type { KeyOffer, ResponderOptions, SessionOffer } from './options.js';
import { Refusal } from './outcome.js';

const srtp = registeredValue(protocols, 'SRTP');

/** The map of an Initiator's sessions; `policies` gives the policy number of each (RFC 3830 §6.1.1, RFC 6043 §6.1.1). */
export function offeredMap(
  type: 'SRTP-ID' | 'GENERIC-ID',
  sessions: readonly SessionOffer[],
  policies: readonly number[],
  keys: readonly KeyOffer[] = [],
): CsIdMap {
  const number = (index: number) => policies[index] as number;
  if (type === 'SRTP-ID')
    return {
      kind: 'srtp-id',
      sessions: sessions.map(({ ssrc = 0, roc = 0 }, index) => ({ policy: number(index), ssrc, roc })),
    };
  const spi = keys[0]?.mki ?? new Uint8Array();
  return {
    kind: 'generic-id',
    sessions: sessions.map(({ ssrc, roc, csId }, index) => {
      if (roc !== undefined && ssrc === undefined)
        throw new MikeyError('bad-option', 'a ROC needs its SSRC in the GENERIC-ID map');
      const stream = ssrc === undefined ? {} : { ssrc, ...(roc !== undefined && { roc }) };
      return { csId: csId ?? index + 1, protocol: srtp, policies: [number(index)], spi, ...sessionData(stream) };
    }),
  };
}

/** The map of an answer: SSRCs that were left open are filled in by who sends those streams. */
export function withSsrcs(map: CsIdMap, choose: ResponderOptions['ssrc']): CsIdMap {
  if (map.kind === 'srtp-id')
    return {
      kind: 'srtp-id',
      sessions: map.sessions.map((session, index) =>
        session.ssrc === 0 ? { ...session, ssrc: choose?.(index + 1) ?? 0 } : session,
      ),
    };
  if (map.kind === 'empty') return map;
  // In responses #P is exactly 1 (RFC 6043 §6.1.1): the first of the policies that were suggested.
  const sessions = map.sessions.map(session => {
    const ssrc = session.sessionData.length === 0 ? choose?.(session.csId) : undefined;
    return { ...session, policies: session.policies.slice(0, 1), ...(ssrc !== undefined && sessionData({ ssrc })) };
  });
  return { kind: 'generic-id', sessions };
}

/**
 * The map that both ends hold after the answer, which may fill in SSRCs that were open and nothing else.
 *
 * @throws Refusal `not-ours` for an answer that changes what was said.
 */
export function answeredMap(sent: CsIdMap, answer: CsIdMap): CsIdMap {
  if (sent.kind === 'srtp-id' && answer.kind === 'srtp-id')
    return {
      kind: 'srtp-id',
      sessions: sent.sessions.map((session, index) => answeredSrtpId(session, answer.sessions[index], index + 1)),
    };
  if (sent.kind === 'generic-id' && answer.kind === 'generic-id')
    return {
      kind: 'generic-id',
      sessions: sent.sessions.map(session => {
        const other = answer.sessions.find(({ csId }) => csId === session.csId);
        const open = session.sessionData.length === 0;
        if (!other || open) return { ...session, ...(other && { s: other.s, sessionData: other.sessionData }) };
        if (streamOf(other)?.ssrc !== streamOf(session)?.ssrc) throw changed(session.csId);
        return session;
      }),
    };
  return sent;
}

/** SSRC and ROC of the session data of SRTP; `undefined` where it is left open (RFC 6043 §6.1.1: 0 is an SSRC like others there). */
export function streamOf({ s, sessionData: data }: GenericId): { readonly ssrc: number; readonly roc?: number } | undefined {
  if (data.length === 0) return undefined;
  const from = new OctetReader(data, 'HDR');
  return s ? { ssrc: from.u32(), roc: from.u32() } : { ssrc: from.u32() };
}

function answeredSrtpId(session: SrtpId, other: SrtpId | undefined, csId: number): SrtpId {
  if (!other) return session;
  if (session.ssrc !== 0 && other.ssrc !== session.ssrc) throw changed(csId);
  return { ...session, ssrc: other.ssrc, roc: session.ssrc === 0 ? other.roc : session.roc };
}

function changed(csId: number): Refusal {
  return new Refusal('not-ours', `the answer changes the SSRC of crypto session ${csId}`);
}

/** With a ROC comes a sequence number, which nobody knows before the first packet. */
function sessionData({ ssrc, roc }: { readonly ssrc?: number; readonly roc?: number }): Pick<GenericId, 's' | 'sessionData'> {
  if (ssrc === undefined) return { s: false, sessionData: new Uint8Array() };
  const to = new OctetWriter('HDR').u32(ssrc);
  return roc === undefined ? { s: false, sessionData: to.finish() } : { s: true, sessionData: to.u32(roc).u16(0).finish() };
}
