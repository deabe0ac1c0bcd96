/**
 * Gives a value that holds key-bearing octets an `inspect` and a `toJSON` which show `shown` in their place; the members
 * themselves stay as they are.
 */
export function redacted<T extends object>(value: T, shown: Readonly<Record<string, unknown>>): T {
  const show = { value: () => shown, enumerable: false };
  return Object.freeze(Object.defineProperties(value, { toJSON: show, [Symbol.for('nodejs.util.inspect.custom')]: show }));
}
