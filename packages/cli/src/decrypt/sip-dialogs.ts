import { SdpDocument } from '@sdpsec/negotiation/document';
import { header, type Message, sdpBody } from '../capture/index.js';
import { addExchange, type Description } from './exchange.js';
import type { Keyring } from './keyring.js';
import { readSides } from './side.js';

const mostCalls = 16_384;
const mostPerCall = 64;
/** Requests whose SDP is an offer when nothing waits for an answer (RFC 3264; RFC 3261 §13, RFC 3311, RFC 3262). */
const offerMethods: readonly string[] = ['INVITE', 'UPDATE', 'PRACK'];

interface Waiting {
  readonly offer: Description;
  readonly offered: 'request' | 'response';
}

interface Call {
  /** By CSeq number and method: the offer that waits for an answer, one or more (forks). */
  readonly offers: Map<string, Waiting>;
  /** SDPs that were seen, so that retransmissions and the repetition of a 183 in the 200 count once. */
  readonly seen: Set<string>;
}

/** Pairs the offers and answers of SIP dialogs by Call-ID, CSeq and To-tag (RFC 3261 §12, RFC 3264). */
export class SipDialogs {
  readonly #keyring: Keyring;
  readonly #calls = new Map<string, Call>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** Takes a message with SDP or without; returns whether it brought a new SDP. */
  push(message: Message, number: number, at: number): boolean {
    const callId = header(message, 'call-id');
    const [, sequence, method] = /^(\d{1,10})\s+([A-Za-z]{1,32})$/.exec(header(message, 'cseq') ?? '') ?? [];
    const body = sdpBody(message);
    if (callId === undefined || sequence === undefined || method === undefined || !body || body.length === 0) return false;
    const call = this.#call(callId);
    const tag = /;\s*tag=([^;\s]+)/i.exec(header(message, 'to') ?? '')?.[1] ?? '';
    const text = body.toString('latin1');
    const isRequest = message.start.kind === 'request';
    if (!isNew(call, `${isRequest} ${sequence} ${tag} ${text}`)) return false;
    const describe = (role: string): Description => ({
      sides: readSides(SdpDocument.parse(body), this.#keyring.mikey).filter(side => side.active),
      label: `the ${role} in packet ${number}`,
      at,
    });
    if (isRequest) this.#request(call, { method: method.toUpperCase(), sequence }, describe);
    else this.#response(call, `${sequence} ${method.toUpperCase()}`, describe);
    return true;
  }

  #request(
    call: Call,
    { method, sequence }: { method: string; sequence: string },
    describe: (role: string) => Description,
  ): void {
    // The ACK of an INVITE without SDP answers the offer of its 200; a PRACK may answer the one of a reliable 183.
    const waiting = [...call.offers.entries()].findLast(
      ([key, { offered }]) => offered === 'response' && (method === 'PRACK' || key === `${sequence} INVITE`),
    );
    if (waiting && (method === 'ACK' || method === 'PRACK')) addExchange(this.#keyring, waiting[1].offer, describe('answer'));
    else if (offerMethods.includes(method))
      this.#offer(call, `${sequence} ${method}`, { offer: describe('offer'), offered: 'request' });
  }

  #response(call: Call, key: string, describe: (role: string) => Description): void {
    const waiting = call.offers.get(key);
    if (waiting?.offered === 'request') addExchange(this.#keyring, waiting.offer, describe('answer'));
    else this.#offer(call, key, { offer: describe('offer'), offered: 'response' });
  }

  #offer(call: Call, key: string, waiting: Waiting): void {
    if (call.offers.size >= mostPerCall) call.offers.delete(call.offers.keys().next().value as string);
    call.offers.set(key, waiting);
    // Media may come before the answer does, and the answer may be missing in the capture.
    addExchange(this.#keyring, waiting.offer, undefined);
  }

  #call(callId: string): Call {
    const call = this.#calls.get(callId) ?? { offers: new Map(), seen: new Set() };
    this.#calls.delete(callId);
    this.#calls.set(callId, call);
    if (this.#calls.size > mostCalls) this.#calls.delete(this.#calls.keys().next().value as string);
    return call;
  }
}

function isNew(call: Call, key: string): boolean {
  if (call.seen.has(key)) return false;
  if (call.seen.size >= mostPerCall) call.seen.delete(call.seen.values().next().value as string);
  call.seen.add(key);
  return true;
}
