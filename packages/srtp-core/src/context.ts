import { encryptedIds } from './header-extension.js';
import { KeySchedule } from './key-schedule.js';
import type { LiveKey } from './live-key.js';
import type { MasterKey, SrtpParameters } from './parameters.js';
import type { SrtpSuite } from './suites.js';

/** A master key as one set of parameters names it. */
export interface KeyEntry {
  readonly live: LiveKey;
  readonly mki: Uint8Array;
  readonly validity: MasterKey['validity'];
}

/** One {@link SrtpParameters} made ready for packets: everything that is the same for each of them (RFC 3711 §3.2). */
export class Context {
  readonly parameters: SrtpParameters;
  readonly suite: SrtpSuite;
  readonly keys: readonly [KeyEntry, ...KeyEntry[]];
  /** Which of the keys a sender uses when. */
  schedule: KeySchedule;
  readonly mkiOctets: number;
  /** Whether <From, To> has a say in which key is used (RFC 3711 §8.1.1). */
  readonly byIndex: boolean;
  readonly aead: boolean;
  readonly encryptsSrtp: boolean;
  readonly encryptsSrtcp: boolean;
  readonly srtcpTagOctets: number;
  readonly rccRate: number;
  readonly cryptex: 'off' | 'allowed' | 'required';
  /** RFC 6904, one octet per header extension id. */
  readonly encryptedExtensions: Uint8Array | undefined;
  /** Whether an SRTP packet needs nothing but its header, index and MKI to be opened: there is a tag, and neither RCC, Cryptex, RFC 6904, <From, To> nor a key derivation rate. */
  readonly everyday: boolean;
  readonly #srtpTagOctets: number;
  readonly #rccTagOctets: number;

  constructor(parameters: SrtpParameters, suite: SrtpSuite, keys: readonly [KeyEntry, ...KeyEntry[]]) {
    const { rcc, encryptedExtensions } = parameters;
    this.parameters = parameters;
    this.suite = suite;
    this.keys = keys;
    this.schedule = new KeySchedule(keys[0]);
    this.mkiOctets = keys[0].mki.length;
    this.byIndex = keys.some(key => key.validity);
    this.aead = suite.authKeyOctets === 0;
    this.encryptsSrtp = suite.cipher !== 'null' && !parameters.unencryptedSrtp;
    this.encryptsSrtcp = suite.cipher !== 'null' && !parameters.unencryptedSrtcp;
    this.srtcpTagOctets = parameters.srtcpTagOctets ?? suite.tagOctets.srtcp;
    this.rccRate = rcc?.rate ?? 0;
    this.cryptex = parameters.cryptex ?? 'off';
    this.encryptedExtensions = encryptedExtensions?.length ? encryptedIds(encryptedExtensions) : undefined;
    if (!rcc || this.aead) {
      this.#srtpTagOctets = parameters.unauthenticatedSrtp ? 0 : suite.tagOctets.srtp;
      this.#rccTagOctets = this.#srtpTagOctets;
    } else {
      // RFC 4771 §3: mode 1 authenticates the packets that carry the ROC, mode 2 all, mode 3 none. The ROC takes its four
      // octets from the tag (§2).
      this.#srtpTagOctets = rcc.mode === 2 ? rcc.tagOctets : 0;
      this.#rccTagOctets = rcc.mode === 3 ? 0 : rcc.tagOctets - 4;
    }
    const plain = !this.byIndex && this.rccRate === 0 && this.cryptex === 'off' && !this.encryptedExtensions;
    this.everyday = plain && this.#srtpTagOctets > 0 && keys.every(key => key.live.fixedSlot);
  }

  /** Whether an SRTP packet carries its ROC (RFC 4771 §2). */
  carriesRoc(sequence: number): boolean {
    return this.rccRate !== 0 && sequence % this.rccRate === 0;
  }

  /** Octets of the authentication tag of an SRTP packet. */
  srtpTagOctets(carriesRoc: boolean): number {
    return carriesRoc ? this.#rccTagOctets : this.#srtpTagOctets;
  }

  /**
   * Whether a packet without a tag may move the index. In RCC mode 1 the packets with one do it, if they come often enough to
   * be in time for every wrap of the sequence number; elsewhere there is nothing better.
   */
  get movesUnauthenticated(): boolean {
    return !(this.parameters.rcc?.mode === 1 && this.rccRate <= 0x4000);
  }
}
