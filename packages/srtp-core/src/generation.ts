import { Context, type KeyEntry } from './context.js';
import { SrtpError } from './errors.js';
import type { Direction } from './events.js';
import { type KeyLifeState, keyNames, LiveKey } from './live-key.js';
import type { Settings } from './options.js';
import { type BoundStream, isSrtpParameters, type SrtpParameters } from './parameters.js';
import { suites } from './suites.js';

const noMki = new Uint8Array(0);

/** How the keys of a direction changed, see {@link SrtpSession.update}. */
export type KeyChange = 'unchanged' | 'keys-added' | 'rekeyed' | 'stopped';

/** A change that has been checked and claimed, and that can no longer fail: so both directions change, or neither. */
export interface PreparedUpdate {
  commit(): KeyChange;
  abandon(): void;
}

/** Per context and key, see {@link Generation.lives}. */
export type KeyLives = readonly (readonly { readonly srtp: KeyLifeState; readonly srtcp: KeyLifeState }[])[];

/** What keying agreed for one direction, until the next agreement: the contexts, and which SSRC goes to which. */
export class Generation {
  readonly contexts: readonly Context[];
  readonly #bound: Map<number, Context> | undefined;
  readonly #any: Context | undefined;

  constructor(contexts: readonly Context[]) {
    this.contexts = contexts;
    for (const context of contexts) {
      const { streams } = context.parameters;
      if (streams === 'any') this.#any = context;
      else {
        this.#bound ??= new Map();
        for (const { ssrc } of streams) this.#bound.set(ssrc, context);
      }
    }
  }

  /** The context that keying bound to the SSRC, else the one for any. */
  contextFor(ssrc: number): Context | undefined {
    return this.#bound?.get(ssrc) ?? this.#any;
  }

  /** The streams that keying named, with their ROC where it told one. */
  get boundStreams(): readonly BoundStream[] {
    return this.contexts.flatMap(({ parameters: { streams } }) => (streams === 'any' ? [] : streams));
  }

  /** How far each key is used, context by context, for a snapshot. */
  get lives(): KeyLives {
    return this.contexts.map(({ keys }) => keys.map(({ live }) => ({ srtp: live.srtp.save(), srtcp: live.srtcp.save() })));
  }

  /** The reverse of {@link lives}; what a snapshot does not hold stays as it is. */
  loadLives(lives: KeyLives): void {
    this.contexts.forEach(({ keys }, i) => {
      keys.forEach(({ live }, j) => {
        const saved = lives[i]?.[j];
        if (!saved) return;
        live.srtp.load(saved.srtp);
        live.srtcp.load(saved.srtcp);
      });
    });
  }

  get keyIds(): ReadonlySet<string> {
    return new Set(this.contexts.flatMap(context => context.keys.map(key => key.live.names.id)));
  }

  /** The keys and salts, whatever suite they are for: under the same ones no index may be used twice. */
  get materials(): ReadonlySet<string> {
    return new Set(this.contexts.flatMap(context => context.keys.map(key => key.live.names.material)));
  }
}

/** The live keys of a direction, by their ids: a key that stays through an agreement keeps its counters and session keys. */
export type LiveKeys = Map<string, LiveKey>;

/**
 * Makes a generation of what keying agreed, with keys out of `live` where they are there already; new ones come into `created`.
 *
 * @throws SrtpError `bad-parameters`, `unsupported-suite`; what was created by then is closed.
 */
export function buildGeneration(
  parameters: readonly SrtpParameters[],
  live: LiveKeys,
  created: LiveKeys,
  direction: Direction,
  settings: Settings,
): Generation {
  checkBindings(parameters, direction);
  try {
    const contexts = parameters.map(one => {
      const suite = suites[one.suite];
      const rate = one.keyDerivationRate ?? 0;
      const keys = one.masterKeys.map((master): KeyEntry => {
        const names = keyNames(suite, master, rate, live.values());
        let key = live.get(names.id) ?? created.get(names.id);
        if (!key) {
          key = new LiveKey(names, suite, master, rate, direction, settings);
          created.set(names.id, key);
        }
        return { live: key, mki: master.mki ?? noMki, validity: master.validity };
      });
      return new Context(one, suite, keys as unknown as readonly [KeyEntry, ...KeyEntry[]]);
    });
    return new Generation(contexts);
  } catch (error) {
    for (const key of created.values()) key.close();
    throw error;
  }
}

function checkBindings(parameters: readonly SrtpParameters[], direction: Direction): void {
  if (!Array.isArray(parameters) || !parameters.every(isSrtpParameters))
    throw new SrtpError('bad-parameters', `${direction}: expected an array of results of srtpParameters()`);
  if (parameters.filter(one => one.streams === 'any').length > 1)
    throw new SrtpError(
      'bad-parameters',
      `${direction}: two sets of parameters are for any SSRC, which leaves open which one counts`,
    );
  const bound = parameters.flatMap(({ streams }) => (streams === 'any' ? [] : streams.map(stream => stream.ssrc)));
  if (new Set(bound).size !== bound.length)
    throw new SrtpError('bad-parameters', `${direction}: an SSRC is bound by two sets of parameters`);
}

/** How the keys changed from one generation to the next. */
export function keyChange(before: Generation, after: Generation): KeyChange {
  const old = before.keyIds;
  const now = after.keyIds;
  const lost = [...old].some(id => !now.has(id));
  if (now.size === 0) return old.size === 0 ? 'unchanged' : 'stopped';
  if (lost) return 'rekeyed';
  return now.size > old.size ? 'keys-added' : 'unchanged';
}
