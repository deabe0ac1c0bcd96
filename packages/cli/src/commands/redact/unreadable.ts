import { unreadDump } from '@sdpsec/check/redact';

/** Files that hold text in a form in which no key would be seen, by the hexadecimal digits that they begin with. */
const formats: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^1f8b/, 'is compressed (gzip)'],
  [/^504b0304/, 'is compressed (zip)'],
  [/^425a68/, 'is compressed (bzip2)'],
  [/^fd377a585a00/, 'is compressed (xz)'],
  [/^28b52ffd/, 'is compressed (zstd)'],
  [
    /^(?:d4c3b2a1|4d3cb2a1|a1b2c3d4|a1b23c4d|0a0d0d0a)/,
    'is a capture; redact its text, such as tcpdump -X or tshark -V write it',
  ],
  // With a byte order mark, and without one where Latin letters begin it.
  [/^(?:fffe|feff|(?:(?!00)[0-7].00){4}|(?:00(?!00)[0-7].){4})/, 'is in UTF-16; give it as UTF-8'],
];

/** A line that holds a secret, begun and not ended where a packet of `tcpdump -A` ends: what tcpdump says of the next one follows. */
const cutLine =
  /^[^\S\r\n]*(?:\S*a=(?:crypto|key-mgm?t|ice-pwd)|k=|KeyMgmt|(?:Proxy-)?Authorization|Authentication-Info)[^\r\n]*\r?\n(?=(?:[\d:.-]+ ){0,2}(?:\S+ +(?:In|Out|B|M|P) +)?IP6? [^\r\n]* > )/im;

/** Why keys could stay in a text without being seen; `undefined` where nothing speaks for that. */
export function unreadableFor(octets: Uint8Array, text: string): string | undefined {
  const begin = Buffer.from(octets.subarray(0, 8)).toString('hex');
  const format = formats.find(([begins]) => begins.test(begin))?.[1];
  if (format !== undefined) return format;
  const cut = text.search(cutLine);
  if (cut >= 0)
    return `has a packet that ends inside of line ${text.slice(0, cut).split('\n').length}; give what tcpdump -X writes, not -A`;
  const dump = unreadDump(text);
  return dump === undefined
    ? undefined
    : `has a dump in octal or binary digits, or of single characters, at line ${dump}; make it hexadecimal`;
}
