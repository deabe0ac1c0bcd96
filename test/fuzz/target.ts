/** What is fuzzed: one function of the libraries over octets. */
export interface FuzzTarget {
  /** Valid inputs to begin with. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Words of the format, which single-octet changes would hardly find. */
  readonly words?: readonly (string | Uint8Array)[];
  /** Octets of the longest input made, 2048 where nothing is said: what is longer costs executions and finds no more. */
  readonly longest?: number;
  /** Returns for every input; throws only where a defect is found: an untyped exception, or a promise that is not kept. */
  readonly run: (input: Uint8Array) => void | Promise<void>;
}

/** Runs something that may refuse its input with the package's own error, and with no other. */
export function refusing<Value>(typed: abstract new (...args: never[]) => Error, read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof typed) return undefined;
    throw error;
  }
}

/** A promise of the code that an input has shown to be broken. */
export function demand(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`broken promise: ${promise}`);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** The input as text; octets that are no UTF-8 become U+FFFD. */
export const text = (input: Uint8Array): string => decoder.decode(input);
const encoder = new TextEncoder();
export const utf8 = (value: string): Uint8Array => encoder.encode(value);
