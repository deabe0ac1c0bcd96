import { MappedText } from '../input/mapped-text.js';

/** How URLs, syslog, strings of JSON and other languages, and XML write a character that they do not show as it is. */
const escapes =
  /%[0-9A-Fa-f]{2}|#0[0-7]{2}|\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|0[0-7]{2}|[rnt"'/\\])|&(?:amp|lt|gt|quot|#(?:\d{1,3}|x[0-9A-Fa-f]{2}));/g;
const letters: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t' };
const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** A string of JSON inside of another, in a URL: nobody was seen to go deeper. */
const deepest = 3;

/** The text as it is, and with one layer of escapes after another taken away; the last one shows most. */
export function viewsOf(text: string): MappedText[] {
  const views = [MappedText.whole(text)];
  for (let depth = 0; depth < deepest; depth++) {
    const view = views.at(-1) as MappedText;
    if (view.text.search(escapes) === -1) break;
    views.push(view.replace(escapes, unescaped));
  }
  return views;
}

function unescaped(match: string): string {
  if (match.startsWith('%')) return fromHex(match.slice(1));
  if (match.startsWith('#')) return String.fromCharCode(Number.parseInt(match.slice(1), 8));
  if (match.startsWith('&#x')) return fromHex(match.slice(3, -1));
  if (match.startsWith('&#')) return String.fromCharCode(Number(match.slice(2, -1)));
  if (match.startsWith('&')) return entities[match] ?? match;
  const kind = match.charAt(1);
  if (kind === 'u' || kind === 'x') return fromHex(match.slice(2));
  return kind === '0' ? String.fromCharCode(Number.parseInt(match.slice(1), 8)) : (letters[kind] ?? kind);
}

function fromHex(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}
