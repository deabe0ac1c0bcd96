/** Lines of `xxd -b`, `od`, `od -b` and `od -c`: an offset, then binary digits, octal ones, or characters one by one. */
const lines = [
  /^[ \t]*[0-9a-f]{7,16}:?(?:[ \t]+[01]{8}){4,}(?:[ \t]|$)/im,
  /^[ \t]*[0-7]{7,}(?:[ \t]+[0-7]{6}){4,}[ \t]*$/m,
  /^[ \t]*[0-7]{7,}(?:[ \t]+[0-7]{3}){4,}[ \t]*$/m,
  /^[ \t]*[0-7]{7,}(?:[ \t]+(?:\\[0abfnrtv]|[0-7]{3}|[!-~]|(?<= {2}) {2}(?= ))){8,}[ \t]*$/m,
] as const;

/**
 * Where a text has a dump in another form than hexadecimal digits, which {@link redact} does not look into.
 *
 * @returns the number of its first line, from 1; `undefined` where there is none.
 * @example
 * ```ts
 * unreadDump('0000000 064553 072151 020145 067156\n'); // 1
 * ```
 */
export function unreadDump(text: string): number | undefined {
  const places = lines.map(line => text.search(line)).filter(place => place >= 0);
  return places.length === 0 ? undefined : text.slice(0, Math.min(...places)).split(/\r\n|\n|\r/).length;
}
