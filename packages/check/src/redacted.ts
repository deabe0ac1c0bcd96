/** What `redact` puts in place of a secret: how much of it there was, and a mark that equal ones share. */
export const placeholder = /<redacted \d{1,9} (?:octets|characters) #a\d{1,9}>/g;

/** Whether someone blacked out the key of a crypto line: stars, crosses, dots, or a word in angle brackets. */
export function isRedacted(value: string): boolean {
  return /inline:\s*(?:\*{3,}|[xX]{4,}|\.{3,}|-{3,}|#{3,}|<[^>]{1,60}>|\[[^\]]{1,60}\])/i.test(value);
}
