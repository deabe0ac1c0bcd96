import type { Context, KeyEntry } from './context.js';
import { SrtpError } from './errors.js';
import { buildGeneration, Generation, type KeyChange, keyChange, type LiveKeys, type PreparedUpdate } from './generation.js';
import { isValidAt } from './key-choice.js';
import type { Settings } from './options.js';
import { rocOf } from './packet-index.js';
import type { SrtpParameters } from './parameters.js';
import { ReceiveStream } from './receive-stream.js';
import { noteRemoved, type RemovedStream } from './removed-stream.js';
import { ReplayWindow } from './replay-window.js';
import { adoptCreated, type RetiredKey, refuseReturns, retireAllBut, usedBefore } from './retired-keys.js';
import type { EpochSnapshot, ReceiveSnapshot } from './snapshot.js';
import type { StreamInfo } from './stream-info.js';
import { StreamTable } from './stream-table.js';

/** One generation of keys with the streams that were received under it. */
export interface Epoch {
  readonly generation: Generation;
  readonly streams: StreamTable<ReceiveStream>;
  readonly removed: Map<number, RemovedStream>;
  /** Whether its streams began anew, with a ROC of zero. */
  readonly fresh: boolean;
  /** Packets that authenticated under it. */
  proofs: number;
}

/** Generations that are tried besides the current one. More only come when keys change faster than packets. */
const maxPrevious = 2;

/** The keys and streams of a receiving direction, and how an agreement changes them. */
export class ReceiveState {
  current: Epoch = noEpoch();
  /** What came before, the newest first, while packets under it may still be on their way (RFC 4568 §7.1.4). */
  previous: readonly Epoch[] = [];
  readonly #settings: Settings;
  readonly #live: LiveKeys = new Map();
  readonly #retired = new Map<string, RetiredKey>();
  readonly #signalledRoc = new Map<number, number>();
  #resets = 0;
  /** What the last search for an idle stream found: times only go up, so it holds until that stream receives. */
  #idle: { readonly streams: Epoch['streams']; readonly stream: ReceiveStream; readonly lastSeen: number } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws SrtpError `index-reused`, `bad-parameters`, `unsupported-suite`; then nothing has changed. */
  prepare(parameters: readonly SrtpParameters[], roc: 'keep' | 'reset' | 'probe'): PreparedUpdate {
    const created: LiveKeys = new Map();
    const next = buildGeneration(parameters, this.#live, created, 'receive', this.#settings);
    const abandon = () => {
      for (const key of created.values()) key.close();
    };
    try {
      refuseReturns(next.materials, this.#live, this.#retired, this.#resets);
    } catch (error) {
      abandon();
      throw error;
    }
    return { commit: () => this.#change(next, created, roc), abandon };
  }

  #change(next: Generation, created: LiveKeys, roc: 'keep' | 'reset' | 'probe'): KeyChange {
    const before = this.current.generation.materials;
    const change = keyChange(this.current.generation, next);
    const known = [...next.materials].filter(one => usedBefore(one, this.#live, this.#retired));
    const wholly = next.keyIds.size > 0 && known.length === 0;
    const comesBack = known.some(one => !before.has(one));
    adoptCreated(created, this.#live, this.#retired);
    const epochs = [this.current, ...this.previous];
    if (change === 'stopped') this.previous = [];
    else if (change === 'rekeyed') this.previous = epochs.slice(0, maxPrevious);
    if (wholly) this.current = this.#underNewKeys(next, epochs, roc);
    else this.current = { ...this.current, generation: next, proofs: change === 'unchanged' ? this.current.proofs : 0 };
    if (comesBack) this.#closeWindows(sinceReset(epochs));
    this.previous = this.previous.filter(epoch => !this.#receivesApart(epoch));
    this.#remember(epochs);
    for (const key of created.values()) key.resets = this.#resets;
    for (const { ssrc, roc: signalled } of next.boundStreams)
      if (signalled !== undefined) this.#signalledRoc.set(ssrc, signalled);
    this.#sweep();
    return change;
  }

  /** Whether a stream may begin: there is room, or one that is idle makes room. */
  hasRoom(epoch: Epoch): boolean {
    return epoch.streams.size < this.#settings.maxStreams || this.#idlest(epoch) !== undefined;
  }

  /** What the packets of a new SSRC are opened by, where that is everyday; else each of them has to be judged by itself. */
  everydayContext(ssrc: number): Context | undefined {
    const { current, previous } = this;
    const { streams, removed } = current;
    if (previous.length > 0 || streams.get(ssrc) || (removed.size > 0 && removed.has(ssrc)) || !this.hasRoom(current))
      return undefined;
    const context = current.generation.contextFor(ssrc);
    return context?.everyday ? context : undefined;
  }

  /** The ROC with which a stream begins: zero, unless signalled (RFC 3711 §3.3.1). */
  initialRoc(ssrc: number): number {
    return this.#signalledRoc.size === 0 ? 0 : (this.#signalledRoc.get(ssrc) ?? 0);
  }

  /** Takes in a stream of which a packet has authenticated. At the limit it replaces the one that has been idle for longest. */
  enter(epoch: Epoch, ssrc: number): ReceiveStream {
    if (epoch.streams.size >= this.#settings.maxStreams) {
      const idle = this.#idlest(epoch);
      if (idle) {
        remove(epoch, idle);
        this.#settings.onEvent({ kind: 'stream-expired', direction: 'receive', ssrc: idle.ssrc });
      }
    }
    const stream = new ReceiveStream(ssrc, new ReplayWindow(this.#settings.srtpWindow));
    const before = epoch.removed.get(ssrc);
    if (before) {
      stream.window.closeUpTo(before.srtp);
      if (before.srtcp >= 0) this.srtcpWindow(stream).closeUpTo(before.srtcp);
      stream.srtcpBefore = before.srtcpBefore;
      epoch.removed.delete(ssrc);
    }
    epoch.streams.add(stream);
    return stream;
  }

  srtcpWindow(stream: ReceiveStream): ReplayWindow {
    stream.srtcp ??= new ReplayWindow(this.#settings.srtcpWindow);
    return stream.srtcp;
  }

  /** Counts an authentic packet. A window of them under the new keys ends the time of the old ones. */
  prove(epoch: Epoch): void {
    epoch.proofs++;
    if (epoch !== this.current || this.previous.length === 0 || epoch.proofs < this.#settings.srtpWindow) return;
    const epochs = [this.current, ...this.previous];
    this.previous = [];
    this.#remember(epochs);
    this.#sweep();
    this.#settings.onEvent({ kind: 'old-keys-retired' });
  }

  /**
   * The keys that a packet without an MKI may be protected with, the likely one first. <From, To> is exact for the stream
   * whose index it is made of (RFC 3711 §8.1.1); other streams and SRTCP change keys at about that time.
   */
  candidates(epoch: Epoch, context: Context, ssrc: number, index: number, rtcp: boolean): readonly KeyEntry[] {
    if (!context.byIndex) return context.keys;
    const highestOf = (other: number) => epoch.streams.get(other)?.window.highest ?? -1;
    const inOrder = [...context.keys].sort((a, b) => (a.validity?.from ?? 0) - (b.validity?.from ?? 0));
    const at = inOrder.findIndex(entry => isValidAt(entry, ssrc, index, highestOf));
    if (at < 0) return [];
    const chosen = inOrder[at] as KeyEntry;
    const { validity } = chosen;
    if (!rtcp && (validity?.ssrc === undefined || validity.ssrc === ssrc)) return [chosen];
    return [chosen, ...inOrder.slice(Math.max(0, at - 1), at), ...inOrder.slice(at + 1, at + 2)];
  }

  /** @throws SrtpError `bad-parameters` for a ROC below one that packets have proven. */
  setRoc(ssrc: number, roc: number): void {
    const stream = this.current.streams.get(ssrc);
    if (stream && roc < rocOf(Math.max(0, stream.window.highest)))
      throw new SrtpError(
        'bad-parameters',
        `expected a ROC of at least ${rocOf(stream.window.highest)}, which packets have proven, got ${roc}`,
      );
    if (stream) stream.pendingRoc = roc;
    else this.#signalledRoc.set(ssrc, roc);
  }

  /** Forgets a stream except for its highest indices. */
  removeStream(ssrc: number): void {
    for (const epoch of [this.current, ...this.previous]) {
      const stream = epoch.streams.get(ssrc);
      if (stream) remove(epoch, stream);
    }
  }

  get streams(): StreamInfo[] {
    return [...this.current.streams.values()].map(stream => info(stream));
  }

  save(): ReceiveSnapshot {
    const epochs = [this.current, ...this.previous];
    return {
      epochs: epochs.map((epoch, i) => saveEpoch(epoch, epochs[i - 1])),
      signalledRoc: [...this.#signalledRoc],
    };
  }

  load({ epochs, signalledRoc }: ReceiveSnapshot): void {
    const loaded: Epoch[] = [];
    for (const saved of epochs) loaded.push(this.#loadEpoch(saved, saved.sharesStreams ? loaded.at(-1) : undefined));
    this.current = loaded[0] ?? noEpoch();
    this.previous = loaded.slice(1);
    for (const [ssrc, roc] of signalledRoc) this.#signalledRoc.set(ssrc, roc);
  }

  #loadEpoch(saved: EpochSnapshot, sharing: Epoch | undefined): Epoch {
    const created: LiveKeys = new Map();
    const generation = buildGeneration(saved.parameters, this.#live, created, 'receive', this.#settings);
    adoptCreated(created, this.#live, this.#retired);
    generation.loadLives(saved.lives);
    const { fresh, proofs } = saved;
    if (sharing) return { ...sharing, generation, fresh, proofs };
    const epoch: Epoch = { generation, streams: new StreamTable(), removed: new Map(), fresh, proofs };
    const now = this.#settings.now();
    for (const stream of saved.streams)
      epoch.streams.add(ReceiveStream.load(stream, this.#settings.srtpWindow, this.#settings.srtcpWindow, now));
    for (const { ssrc, ...highest } of saved.removed) epoch.removed.set(ssrc, highest);
    return epoch;
  }

  close(): void {
    for (const key of this.#live.values()) key.close();
    this.#live.clear();
    this.#idle = undefined;
    this.previous = [];
    this.current = noEpoch();
  }

  /** RFC 3711 §3.3.1: the ROC goes on; RFC 4568 §7.1.4: with a changed address it starts at zero. */
  #underNewKeys(generation: Generation, epochs: readonly Epoch[], roc: 'keep' | 'reset' | 'probe'): Epoch {
    const streams = new StreamTable<ReceiveStream>();
    const removed = new Map<number, RemovedStream>();
    if (roc === 'reset') {
      this.#resets++;
      this.#signalledRoc.clear();
    } else {
      // The streams go on from the newest keys under which anything came, but never from before a reset.
      const old = epochs.find(epoch => epoch.proofs > 0 || epoch.fresh) ?? (epochs[0] as Epoch);
      for (const stream of old.streams.values()) streams.add(stream.underNewKeys(roc === 'probe'));
      for (const [ssrc, { srtp, srtcp, srtcpBefore }] of old.removed)
        removed.set(ssrc, { srtp, srtcp: -1, srtcpBefore: Math.max(srtcp, srtcpBefore) });
    }
    return { generation, streams, removed, fresh: roc === 'reset', proofs: 0 };
  }

  /** A key that was in use before comes back: whatever may have been received under it, by whatever stream, counts as received. */
  #closeWindows(epochs: readonly Epoch[]): void {
    const { streams, removed } = this.current;
    for (const epoch of epochs)
      for (const { ssrc, srtp, srtcp } of highestIndices(epoch)) {
        const stream = streams.get(ssrc);
        if (stream) stream.closeUpTo(srtp, srtcp, this.#settings.srtcpWindow);
        else noteRemoved(removed, ssrc, { srtp, srtcp, srtcpBefore: -1 });
      }
  }

  /** Keeps of the epochs that went how far they received, should their keys come back. Under the current keys SRTCP may begin again. */
  #remember(epochs: readonly Epoch[]): void {
    const { streams, removed } = this.current;
    for (const epoch of sinceReset([this.current, ...epochs]).filter(one => !this.previous.includes(one)))
      for (const { ssrc, srtp, srtcp } of highestIndices(epoch)) {
        const stream = streams.get(ssrc);
        if (stream) stream.srtcpBefore = Math.max(stream.srtcpBefore, srtcp);
        else noteRemoved(removed, ssrc, { srtp, srtcp: -1, srtcpBefore: srtcp });
      }
  }

  /** Whether an epoch has a key of the current one, but other replay windows: what one has received, the other would take again. */
  #receivesApart({ generation, streams }: Epoch): boolean {
    const { materials } = this.current.generation;
    return streams !== this.current.streams && [...generation.materials].some(one => materials.has(one));
  }

  /** Erases the keys of no generation. */
  #sweep(): void {
    const used = new Set([...this.current.generation.keyIds, ...this.previous.flatMap(epoch => [...epoch.generation.keyIds])]);
    retireAllBut(used, this.#live, this.#retired);
  }

  #idlest(epoch: Epoch): ReceiveStream | undefined {
    const { idleTimeout, now } = this.#settings;
    if (idleTimeout === Infinity) return undefined;
    const { streams } = epoch;
    const known = this.#idle?.streams === streams ? this.#idle : undefined;
    // Forged packets of new SSRCs come here: not each of them may search all streams.
    if (known && now() - known.lastSeen < idleTimeout) return undefined;
    if (known && streams.get(known.stream.ssrc) === known.stream && known.stream.lastSeen === known.lastSeen) return known.stream;
    let idlest: ReceiveStream | undefined;
    for (const stream of streams.values()) if (!idlest || stream.lastSeen < idlest.lastSeen) idlest = stream;
    this.#idle = idlest && { streams, stream: idlest, lastSeen: idlest.lastSeen };
    return idlest && now() - idlest.lastSeen >= idleTimeout ? idlest : undefined;
  }
}

function remove(epoch: Epoch, { ssrc, window, srtcp, srtcpBefore }: ReceiveStream): void {
  epoch.streams.delete(ssrc);
  noteRemoved(epoch.removed, ssrc, { srtp: window.highest, srtcp: srtcp?.highest ?? -1, srtcpBefore });
}

/** Of epochs, the newest first, those that count from the same ROC: none from before the last reset. */
function sinceReset(epochs: readonly Epoch[]): readonly Epoch[] {
  const reset = epochs.findIndex(({ fresh }) => fresh);
  return reset < 0 ? epochs : epochs.slice(0, reset + 1);
}

/** Up to where each stream of an epoch has received, the removed ones too. */
function highestIndices({ streams, removed }: Epoch): readonly { ssrc: number; srtp: number; srtcp: number }[] {
  const live = [...streams.values()].map(({ ssrc, window, srtcp, srtcpBefore }) => ({
    ssrc,
    srtp: window.highest,
    srtcp: Math.max(srtcpBefore, srtcp?.highest ?? -1),
  }));
  const gone = [...removed].map(([ssrc, { srtp, srtcp, srtcpBefore }]) => ({ ssrc, srtp, srtcp: Math.max(srtcpBefore, srtcp) }));
  return [...live, ...gone];
}

function noEpoch(): Epoch {
  return { generation: new Generation([]), streams: new StreamTable(), removed: new Map(), fresh: false, proofs: 0 };
}

/** @param newer the epoch after this one, with which it may have its streams in common */
function saveEpoch({ generation, streams, removed, fresh, proofs }: Epoch, newer: Epoch | undefined): EpochSnapshot {
  const sharesStreams = newer?.streams === streams;
  return {
    parameters: generation.contexts.map(context => context.parameters),
    lives: generation.lives,
    streams: sharesStreams ? [] : [...streams.values()].map(stream => stream.save()),
    removed: sharesStreams ? [] : [...removed].map(([ssrc, highest]) => ({ ssrc, ...highest })),
    sharesStreams,
    fresh,
    proofs,
  };
}

function info({ ssrc, window, srtcp, pendingRoc, counters: { key, ...counters } }: ReceiveStream): StreamInfo {
  return {
    direction: 'receive',
    ssrc,
    ...(key && { suite: key.suite.name, ...(key.master.mki && { mki: key.master.mki }) }),
    roc: pendingRoc >= 0 ? pendingRoc : rocOf(Math.max(0, window.highest)),
    ...(window.highest >= 0 && { index: window.highest }),
    ...(srtcp && { srtcpIndex: srtcp.highest }),
    ...counters,
  };
}
