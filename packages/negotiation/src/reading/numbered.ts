/**
 * Capabilities of one kind by their numbers: those of a section, and behind them those of the session part. A number that stands more than
 * once names none of them: each is to be used once (RFC 5939 §3.4.1, §3.4.2; RFC 6871 §3.3.1).
 */
export class Numbered<T> {
  readonly #values = new Map<number, T>();
  readonly #repeated = new Set<number>();
  readonly #session: Numbered<T> | undefined;

  constructor(session?: Numbered<T>) {
    this.#session = session;
  }

  add(number: number, value: T): void {
    if (this.#values.has(number)) this.#repeated.add(number);
    else this.#values.set(number, value);
  }

  isRepeated(number: number): boolean {
    if (this.#repeated.has(number) || this.#session?.isRepeated(number)) return true;
    return this.#values.has(number) && (this.#session?.has(number) ?? false);
  }

  has(number: number): boolean {
    return this.#values.has(number) || (this.#session?.has(number) ?? false);
  }

  /** `undefined` where nothing has the number, or more than one thing. */
  get(number: number): T | undefined {
    return this.isRepeated(number) ? undefined : (this.#values.get(number) ?? this.#session?.get(number));
  }
}
