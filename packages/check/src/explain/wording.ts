/** Hours in a year. */
const year = 8766;

/** How long so many packets last, hours to a tenth. */
export function hours(packets: number, perSecond: number): number {
  return Math.round(packets / perSecond / 360) / 10;
}

/** `11,930 hours (1.4 years)`. */
export function duration(time: number): string {
  const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
  const years = time >= year ? ` (${number(time / year)} years)` : '';
  return `${number(time)} hours${years}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
