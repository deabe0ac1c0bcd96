import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { formatSip, header, parseSip, type SipMessage, tagOf, uriOf } from './message.js';

const token = () => randomBytes(6).toString('hex');

/** How an offer that comes in is met: an SDP answer, or a status to refuse with. */
export type OfferHandler = (offer: string) => string | number;

/** A final response that is no success. */
export class SipRefusal extends Error {
  readonly status: number;

  constructor(status: number, line: string) {
    super(line);
    this.status = status;
  }
}

/**
 * A SIP user agent on loopback for tests: UDP, one call at a time, offers in INVITE and re-INVITE, as caller or as callee.
 *
 * It resends a request until something answers, and a 200 until the ACK comes (RFC 3261 §17.1.1.2, §13.3.1.4): peers start slowly.
 */
export class UserAgent {
  /** Answers INVITEs and re-INVITEs. */
  onOffer: OfferHandler = () => 488;
  /** The call has been ended by the peer. */
  ended = false;
  readonly port: number;
  readonly #socket: Socket;
  readonly #name: string;
  #callId = '';
  #localTag = '';
  #local = '';
  #remote = '';
  #target = '';
  #peerPort = 0;
  #sequence = 0;
  #established: (() => void) | undefined;
  readonly #responses = new Map<string, (message: SipMessage) => void>();
  readonly #resending = new Map<string, NodeJS.Timeout>();
  readonly #answered = new Map<string, Buffer>();

  private constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.port = socket.address().port;
    this.#name = name;
    socket.on('message', (datagram, from) => {
      const message = parseSip(datagram);
      if (!message) return;
      if (message.status === undefined) this.#receiveRequest(message, from.port);
      else this.#responses.get(header(message, 'CSeq'))?.(message);
    });
  }

  static open(name: string): Promise<UserAgent> {
    const socket = createSocket('udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => resolve(new UserAgent(socket, name)));
    });
  }

  get uri(): string {
    return `sip:${this.#name}@127.0.0.1:${this.port}`;
  }

  /** Calls a URI with an offer; the answer comes back. @throws SipRefusal */
  call(uri: string, offer: string): Promise<string> {
    this.#callId = `${token()}@127.0.0.1`;
    this.#localTag = token();
    this.#local = `<${this.uri}>;tag=${this.#localTag}`;
    this.#remote = `<${uri}>`;
    this.#target = uri;
    this.#peerPort = Number(/:(\d+)$/.exec(uri)?.[1] ?? 5060);
    return this.reinvite(offer);
  }

  /** Waits for a call that `onOffer` accepts, until its ACK. */
  called(milliseconds = 15_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no call came within ${milliseconds} ms`)), milliseconds);
      this.#established = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  /** A further offer in the call (RFC 3261 §14.1). @throws SipRefusal */
  async reinvite(offer: string): Promise<string> {
    const sequence = ++this.#sequence;
    const branch = `z9hG4bK${token()}`;
    const final = await this.#request('INVITE', sequence, branch, offer);
    const accepted = (final.status ?? 0) < 300;
    if (accepted) {
      this.#remote = header(final, 'To');
      this.#target = uriOf(header(final, 'Contact')) || this.#target;
    }
    // The ACK of a refusal belongs to the INVITE's transaction: same branch, same target (RFC 3261 §17.1.1.3).
    const ack = accepted ? `z9hG4bK${token()}` : branch;
    this.#send(formatSip(`ACK ${this.#target} SIP/2.0`, this.#headers('ACK', sequence, ack, header(final, 'To'))));
    if (!accepted) throw new SipRefusal(final.status ?? 0, final.startLine);
    return final.body;
  }

  async bye(): Promise<void> {
    if (this.ended || this.#target === '') return;
    this.ended = true;
    await this.#request('BYE', ++this.#sequence, `z9hG4bK${token()}`);
  }

  close(): void {
    for (const timer of this.#resending.values()) clearInterval(timer);
    this.#socket.close();
  }

  #headers(method: string, sequence: number, branch: string, to = this.#remote): [string, string][] {
    return [
      ['Via', `SIP/2.0/UDP 127.0.0.1:${this.port};branch=${branch};rport`],
      ['From', this.#local],
      ['To', to],
      ['Call-ID', this.#callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', `<${this.uri}>`],
      ['Max-Forwards', '70'],
      ['Allow', 'INVITE, ACK, BYE, CANCEL, OPTIONS'],
    ];
  }

  #request(method: string, sequence: number, branch: string, body = ''): Promise<SipMessage> {
    const key = `${sequence} ${method}`;
    const datagram = formatSip(`${method} ${this.#target} SIP/2.0`, this.#headers(method, sequence, branch), body);
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(late);
        this.#stopResending(key);
        this.#responses.delete(key);
      };
      const late = setTimeout(() => {
        settle();
        reject(new Error(`no final response to ${method} within 15 s`));
      }, 15_000);
      this.#responses.set(key, response => {
        this.#stopResending(key);
        if ((response.status ?? 0) < 200) return;
        settle();
        resolve(response);
      });
      this.#sendUntilHeard(key, datagram);
    });
  }

  #receiveRequest(message: SipMessage, port: number): void {
    const method = message.method as string;
    const key = `${header(message, 'Call-ID')} ${header(message, 'CSeq')}`;
    if (method === 'ACK') {
      this.#stopResending(key.replace(/ACK$/, 'INVITE'));
      this.#established?.();
      return;
    }
    const again = this.#answered.get(key);
    if (again) {
      this.#send(again, port);
      return;
    }
    let status = method === 'INVITE' || method === 'BYE' || method === 'OPTIONS' ? 200 : 501;
    let body = '';
    if (method === 'BYE') this.ended = true;
    if (method === 'INVITE') {
      this.#enterDialog(message, port);
      const answer = this.onOffer(message.body);
      if (typeof answer === 'number') status = answer;
      else body = answer;
    }
    const response = this.#response(message, status, body);
    this.#answered.set(key, response);
    if (method === 'INVITE') this.#sendUntilHeard(key, response, port);
    else this.#send(response, port);
  }

  #enterDialog(invite: SipMessage, port: number): void {
    const to = header(invite, 'To');
    this.#localTag = tagOf(to) ?? (this.#localTag || token());
    this.#local = tagOf(to) ? to : `${to};tag=${this.#localTag}`;
    this.#remote = header(invite, 'From');
    this.#callId = header(invite, 'Call-ID');
    this.#target = uriOf(header(invite, 'Contact'));
    this.#peerPort = port;
  }

  #response(request: SipMessage, status: number, body: string): Buffer {
    const copied = request.headers.filter(([name]) => /^(via|from|call-id|cseq|record-route)$/i.test(name));
    const to = header(request, 'To');
    const tagged = tagOf(to) ? to : `${to};tag=${this.#localTag || token()}`;
    const reason = status === 200 ? 'OK' : 'Not Accepted';
    return formatSip(`SIP/2.0 ${status} ${reason}`, [...copied, ['To', tagged], ['Contact', `<${this.uri}>`]], body);
  }

  #send(datagram: Buffer, port = this.#peerPort): void {
    this.#socket.send(datagram, port, '127.0.0.1');
  }

  #sendUntilHeard(key: string, datagram: Buffer, port = this.#peerPort): void {
    this.#send(datagram, port);
    this.#resending.set(
      key,
      setInterval(() => this.#send(datagram, port), 500),
    );
  }

  #stopResending(key: string): void {
    clearInterval(this.#resending.get(key));
    this.#resending.delete(key);
  }
}
