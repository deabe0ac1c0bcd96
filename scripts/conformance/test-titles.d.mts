export function testTitles(files: readonly string[]): Map<string, ReadonlySet<string>>;
