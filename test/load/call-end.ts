import { type SrtpSession, type SuiteName, suites } from '@sdpsec/srtp-core';

/** 20 ms of G.711. */
const soundOctets = 160;
const headerOctets = 12;
/** A sender report without report blocks (RFC 3550 §6.4.1). */
const reportOctets = 28;

/** Where octets arrive: they are looked at before the next packet comes. */
const arrived = Buffer.alloc(512);

/** One end of a call: a session, what it sends, and the way that this takes to its peer. */
export class CallEnd {
  readonly session: SrtpSession;
  readonly #packet = Buffer.alloc(headerOctets + soundOctets);
  readonly #report = Buffer.alloc(reportOctets);
  readonly #wire = Buffer.alloc(headerOctets + soundOctets + 64);
  readonly #sealed: Buffer;
  readonly #sealedReport: Buffer;
  #sequence: number;

  constructor(session: SrtpSession, suite: SuiteName, ssrc: number, firstSequence: number) {
    const { tagOctets } = suites[suite];
    this.session = session;
    this.#sealed = this.#wire.subarray(0, this.#packet.length + tagOctets.srtp);
    this.#sealedReport = this.#wire.subarray(0, this.#report.length + 4 + tagOctets.srtcp);
    this.#sequence = firstSequence;
    this.#packet[0] = 0x80;
    this.#packet.writeUInt32BE(ssrc, 8);
    this.#report.writeUInt32BE(0x80c80006, 0);
    this.#report.writeUInt32BE(ssrc, 4);
  }

  /** Protects the next packet; its sound is another one than that of all packets before. */
  send(): boolean {
    const sequence = this.#sequence++;
    this.#packet.writeUInt16BE(sequence & 0xffff, 2);
    this.#packet.writeUInt32BE((sequence * soundOctets) >>> 0, 4);
    this.#packet.fill(sequence & 0xff, headerOctets);
    this.#packet.writeUInt32BE(sequence, headerOctets);
    return this.session.protectRtpInto(this.#packet, this.#wire) === this.#sealed.length;
  }

  /** Whether every octet of the packet that the peer sent last arrives. */
  receive(peer: CallEnd): boolean {
    const octets = this.session.unprotectRtpInto(peer.#sealed, arrived);
    return octets === soundOctets + headerOctets && arrived.compare(peer.#packet, 0, octets, 0, octets) === 0;
  }

  /** Protects a report on what was sent so far. */
  sendReport(): boolean {
    this.#report.writeUInt32BE(this.#sequence, 20);
    return this.session.protectRtcpInto(this.#report, this.#wire) === this.#sealedReport.length;
  }

  /** Whether every octet of the peer's last report arrives. */
  receiveReport(peer: CallEnd): boolean {
    const octets = this.session.unprotectRtcpInto(peer.#sealedReport, arrived);
    return octets === reportOctets && arrived.compare(peer.#report, 0, octets, 0, octets) === 0;
  }
}
