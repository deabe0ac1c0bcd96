import type { Context } from './context.js';
import { SrtpError } from './errors.js';
import { buildGeneration, Generation, type KeyChange, keyChange, type LiveKeys, type PreparedUpdate } from './generation.js';
import { claimSendKey, releaseSendKey } from './key-claims.js';
import { KeySchedule } from './key-schedule.js';
import type { Settings } from './options.js';
import { rocOf, sequenceSpace } from './packet-index.js';
import type { SrtpParameters } from './parameters.js';
import { adoptCreated, type RetiredKey, refuseReturns, retireAllBut, usedBefore } from './retired-keys.js';
import { SendStream } from './send-stream.js';
import type { SendSnapshot } from './snapshot.js';
import type { StreamInfo } from './stream-info.js';

/** The keys and streams of a sending direction, and how an agreement changes them. */
export class SendState {
  readonly #settings: Settings;
  readonly #owner: object;
  readonly #live: LiveKeys = new Map();
  readonly #retired = new Map<string, RetiredKey>();
  #claims = new Set<string>();
  /** How often the ROC of all streams has gone back to zero. */
  #resets = 0;
  #generation = new Generation([]);
  readonly #streams = new Map<number, SendStream>();
  /** Streams that were removed: their indices stay used. */
  readonly #removed = new Map<number, SendStream>();
  readonly #signalledRoc = new Map<number, number>();

  /** @param owner who holds the claims on the keys */
  constructor(settings: Settings, owner: object) {
    this.#settings = settings;
    this.#owner = owner;
  }

  /** Whether there is no key at all. */
  get isEmpty(): boolean {
    return this.#generation.contexts.length === 0;
  }

  /** The stream of an SSRC; a new one counts only once it is {@link enter}ed. */
  streamFor(ssrc: number): SendStream {
    const known = this.#streams.get(ssrc) ?? this.#removed.get(ssrc);
    if (known) return known;
    const stream = new SendStream(
      ssrc,
      this.#settings.srtpWindow,
      this.#signalledRoc.get(ssrc) ?? -1,
      this.#settings.initialSrtcpIndex,
    );
    if (this.#settings.reserve !== Infinity) {
      stream.reservedSrtp = -1;
      stream.reservedSrtcp = -1;
    }
    return stream;
  }

  /** The stream of an SSRC that has sent before. */
  knownStream(ssrc: number): SendStream | undefined {
    return this.#streams.get(ssrc);
  }

  contextOf(stream: SendStream): Context | undefined {
    stream.context = this.#generation.contextFor(stream.ssrc);
    return stream.context;
  }

  highestIndex(ssrc: number): number {
    return this.#streams.get(ssrc)?.window.highest ?? -1;
  }

  hasRoomFor(stream: SendStream): boolean {
    return stream.entered || this.#streams.size < this.#settings.maxStreams;
  }

  /** Takes a stream in with its first packet; true when it is new. */
  enter(stream: SendStream): boolean {
    if (stream.entered) return false;
    stream.entered = true;
    this.#removed.delete(stream.ssrc);
    this.#streams.set(stream.ssrc, stream);
    return true;
  }

  /** @throws SrtpError `key-already-sending`, `index-reused`, `bad-parameters`, `unsupported-suite`; then nothing has changed. */
  prepare(parameters: readonly SrtpParameters[], roc: 'keep' | 'reset'): PreparedUpdate {
    const created: LiveKeys = new Map();
    const next = buildGeneration(parameters, this.#live, created, 'send', this.#settings);
    const claims = this.#claim(next, created);
    return {
      commit: () => this.#change(next, created, claims, roc),
      abandon: () => this.#release(claims, created),
    };
  }

  #change(next: Generation, created: LiveKeys, claims: Set<string>, roc: 'keep' | 'reset'): KeyChange {
    const change = keyChange(this.#generation, next);
    const before = this.#generation;
    const { materials } = next;
    const wholly = materials.size > 0 && [...materials].every(one => !usedBefore(one, this.#live, this.#retired));
    adoptCreated(created, this.#live, this.#retired);
    for (const context of next.contexts) context.schedule = this.#scheduleFrom(context);
    this.#generation = next;
    retireAllBut(next.keyIds, this.#live, this.#retired);
    for (const id of this.#claims) if (!claims.has(id)) releaseSendKey(id, this.#owner);
    this.#claims = claims;
    // Under a key that stays, or comes back, no index may be used again, so only wholly new keys let the ROC start at zero.
    if (roc === 'reset' && wholly) this.#restartStreams();
    for (const key of created.values()) key.resets = this.#resets;
    for (const stream of [...this.#streams.values(), ...this.#removed.values()]) {
      // The same packet in another form would meet the same keystream with other octets.
      if (!sameForm(before.contextFor(stream.ssrc), next.contextFor(stream.ssrc))) stream.sent?.forget();
      stream.context = undefined;
      stream.lane = undefined;
    }
    for (const { ssrc, roc: signalled } of next.boundStreams)
      if (signalled !== undefined) this.#signalledRoc.set(ssrc, signalled);
    return change;
  }

  /** @throws SrtpError `unknown-mki` */
  useKey(mki: Uint8Array, at: number): void {
    let found = false;
    for (const context of this.#generation.contexts) {
      const entry = context.keys.find(key => key.mki.length === mki.length && key.mki.every((octet, i) => octet === mki[i]));
      if (!entry) continue;
      context.schedule.use(entry, at);
      found = true;
    }
    for (const stream of this.#streams.values()) stream.lane = undefined;
    if (!found || mki.length === 0) throw new SrtpError('unknown-mki', 'none of the sending keys has this MKI');
  }

  /** @throws SrtpError `index-reused` */
  setRoc(ssrc: number, roc: number): void {
    const stream = this.#streams.get(ssrc) ?? this.#removed.get(ssrc);
    if (!stream) this.#signalledRoc.set(ssrc, roc);
    else if (roc < rocOf(Math.max(0, stream.window.highest)))
      throw new SrtpError(
        'index-reused',
        `expected a ROC of at least ${rocOf(stream.window.highest)}: lower ones have been used, got ${roc}`,
      );
    else {
      stream.pendingRoc = roc;
      stream.lane = undefined;
    }
  }

  /** Takes a stream off the list. What it used stays used, should the SSRC come back. */
  removeStream(ssrc: number): void {
    const stream = this.#streams.get(ssrc);
    if (!stream) return;
    stream.entered = false;
    this.#streams.delete(ssrc);
    this.#removed.set(ssrc, stream);
  }

  get streams(): StreamInfo[] {
    return [...this.#streams.values()].map(stream => this.#info(stream));
  }

  /** What a successor needs, and from now on may rely on. */
  save(): SendSnapshot {
    const { contexts, lives } = this.#generation;
    const saved = {
      parameters: contexts.map(context => context.parameters),
      lives,
      schedules: contexts.map(context =>
        context.schedule.entries.map(({ from, key }) => ({ from, key: context.keys.indexOf(key) })),
      ),
      streams: [...this.#streams.values(), ...this.#removed.values()].map(stream => stream.save()),
      signalledRoc: [...this.#signalledRoc],
    };
    for (const stream of [...this.#streams.values(), ...this.#removed.values()]) stream.reserve(this.#settings.reserve);
    return saved;
  }

  /** @param reserve indices that the predecessor may have used behind the snapshot */
  load(saved: SendSnapshot, reserve: number): void {
    this.prepare(saved.parameters, 'keep').commit();
    this.#generation.loadLives(saved.lives);
    this.#generation.contexts.forEach((context, i) => {
      for (const { from, key } of saved.schedules[i] ?? []) context.schedule.use(context.keys[key] ?? context.keys[0], from);
      for (const { live } of context.keys) for (const life of [live.srtp, live.srtcp]) life.skip(reserve * saved.streams.length);
    });
    for (const stream of saved.streams)
      this.enter(SendStream.load(stream, this.#settings.srtpWindow, reserve, this.#settings.reserve !== Infinity));
    for (const [ssrc, roc] of saved.signalledRoc) this.#signalledRoc.set(ssrc, roc);
  }

  close(): void {
    for (const key of this.#live.values()) key.close();
    this.#live.clear();
    for (const id of this.#claims) releaseSendKey(id, this.#owner);
    this.#claims.clear();
    this.#generation = new Generation([]);
    this.#streams.clear();
    this.#removed.clear();
  }

  /**
   * Asks for a snapshot that reserves an index which the last one does not; true when the handler stored one at once.
   * What a snapshot has not reserved may not be sent: a successor of this process would use it again.
   */
  reserve(stream: SendStream, srtpIndex: number, srtcpIndex: number): boolean {
    this.enter(stream);
    if (srtpIndex >= 0 && stream.window.highest < 0) stream.firstIndex = srtpIndex;
    this.announceSnapshot(stream);
    return srtpIndex <= stream.reservedSrtp && srtcpIndex <= stream.reservedSrtcp;
  }

  announceSnapshot(stream: SendStream): void {
    stream.snapshotDueSrtp = Infinity;
    stream.snapshotDueSrtcp = Infinity;
    this.#settings.onEvent({ kind: 'snapshot-due', ssrc: stream.ssrc });
  }

  /** Claims the master keys, or none of them. */
  #claim(next: Generation, created: LiveKeys): Set<string> {
    const claims = new Set<string>();
    try {
      refuseReturns(next.materials, this.#live, this.#retired, this.#resets);
      for (const { keys } of next.contexts)
        for (const { live } of keys) {
          claimSendKey(live.names.key, this.#owner);
          claims.add(live.names.key);
        }
      return claims;
    } catch (error) {
      this.#release(claims, created);
      throw error;
    }
  }

  #release(claims: ReadonlySet<string>, created: LiveKeys): void {
    for (const id of claims) if (!this.#claims.has(id)) releaseSendKey(id, this.#owner);
    for (const key of created.values()) key.close();
  }

  /** What was planned goes on where the keys are still there; else the first key is used. */
  #scheduleFrom(context: Context): KeySchedule {
    const schedule = new KeySchedule(context.keys[0]);
    const before = this.#generation.contexts.find(old => sameStreams(old, context));
    const kept = (before?.schedule.entries ?? []).flatMap(({ from, key }) => {
      const now = context.keys.find(one => one.live.names.id === key.live.names.id);
      return now ? [{ from, key: now }] : [];
    });
    kept.forEach(({ from, key }, i) => {
      schedule.use(key, i === 0 ? 0 : from);
    });
    return schedule;
  }

  #restartStreams(): void {
    this.#resets++;
    this.#signalledRoc.clear();
    for (const stream of [...this.#streams.values(), ...this.#removed.values()]) {
      stream.window.restart();
      stream.sent?.forget();
      stream.pendingRoc = -1;
      stream.firstIndex = -1;
      // The last snapshot knows neither these keys nor that their indices begin again.
      if (this.#settings.reserve !== Infinity) stream.reservedSrtp = -1;
    }
  }

  #info(stream: SendStream): StreamInfo {
    const { highest } = stream.window;
    const { key, ...counters } = stream.counters;
    return {
      direction: 'send',
      ssrc: stream.ssrc,
      ...(key && { suite: key.suite.name, ...(key.master.mki && { mki: key.master.mki }) }),
      roc: stream.pendingRoc >= 0 ? stream.pendingRoc : rocOf(Math.max(0, highest)),
      ...(highest >= 0 && { index: highest }),
      srtcpIndex: stream.nextSrtcpIndex,
      ...(stream.restored && { firstSafeSequence: (highest + 1) % sequenceSpace }),
      ...counters,
    };
  }
}

/** Whether a packet looks the same under both, given the same keys. */
function sameForm(a: Context | undefined, b: Context | undefined): boolean {
  if (!a || !b) return false;
  const form = ({ suite, encryptsSrtp, cryptex, rccRate, parameters }: Context) =>
    [suite.name, encryptsSrtp, cryptex, rccRate, ...(parameters.encryptedExtensions ?? [])].join();
  return form(a) === form(b);
}

function sameStreams(a: Context, b: Context): boolean {
  const names = ({ parameters: { streams } }: Context) => (streams === 'any' ? 'any' : streams.map(stream => stream.ssrc).join());
  return names(a) === names(b);
}
