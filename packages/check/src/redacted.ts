/** Whether someone blacked out the key of a crypto line: stars, crosses, dots, or a word in angle brackets. */
export function isRedacted(value: string): boolean {
  return /inline:\s*(?:\*{3,}|[xX]{4,}|\.{3,}|-{3,}|#{3,}|<[^>]{1,60}>|\[[^\]]{1,60}\])/i.test(value);
}
