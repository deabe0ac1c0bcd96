/** A SIP or RTSP message: both have the shape of HTTP (RFC 3261 §7, RFC 2326 §4). */
export interface Message {
  readonly protocol: 'sip' | 'rtsp';
  readonly start:
    | { readonly kind: 'request'; readonly method: string; readonly uri: string }
    | { readonly kind: 'response'; readonly status: number };
  /** In order, names in lower case and compact forms written out; a folded value is one line. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: Buffer;
}

/** Octets that the header section of a message may have, and its body; longer ones are not read. */
export const longest = { head: 65_536, body: 1_048_576 } as const;

/** RFC 3261 §7.3.3 and the registry of compact forms. */
const compactForms: Readonly<Record<string, string>> = {
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  s: 'subject',
  t: 'to',
  v: 'via',
};

const requestLine = /^([A-Z_]{1,32}) (\S{1,2048}) (SIP|RTSP)\/\d\.\d$/i;
const statusLine = /^(SIP|RTSP)\/\d\.\d (\d{3})(?: |$)/i;

/** Whether a line begins a message. */
export function isStartLine(line: string): boolean {
  return requestLine.test(line) || statusLine.test(line);
}

/** Reads a header section, which ends before the empty line; `undefined` where its first line begins no message. */
export function readHead(text: string): Omit<Message, 'body'> | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines[0] ?? '';
  const request = requestLine.exec(first);
  const status = statusLine.exec(first);
  const protocol = (request?.[3] ?? status?.[1])?.toLowerCase();
  if (protocol !== 'sip' && protocol !== 'rtsp') return undefined;
  const headers: { name: string; value: string }[] = [];
  for (const line of lines.slice(1)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) last.value = `${last.value} ${line.trim()}`;
    else {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const name = line.slice(0, colon).trim().toLowerCase();
      headers.push({ name: (protocol === 'sip' && compactForms[name]) || name, value: line.slice(colon + 1).trim() });
    }
  }
  const start = request
    ? { kind: 'request' as const, method: (request[1] as string).toUpperCase(), uri: request[2] as string }
    : { kind: 'response' as const, status: Number(status?.[2]) };
  return { protocol, start, headers };
}

/** The first header of that name (lower case). */
export function header(message: Pick<Message, 'headers'>, name: string): string | undefined {
  return message.headers.find(one => one.name === name)?.value;
}

/** Content-Length: `undefined` where it is absent or not a number. */
export function contentLength(message: Pick<Message, 'headers'>): number | undefined {
  const value = header(message, 'content-length');
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** A datagram that holds one whole message (RFC 3261 §18.3): without Content-Length the body goes to its end. */
export function readMessage(octets: Buffer): Message | undefined {
  // Keep-alives (RFC 5626 §3.5.1) and stray line ends may come first.
  let from = 0;
  while (octets[from] === 0x0d || octets[from] === 0x0a) from++;
  const end = headEnd(octets, from);
  const headText = octets.toString('utf8', from, Math.min(end?.at ?? octets.length, from + longest.head));
  const head = readHead(headText);
  if (!head) return undefined;
  const body = end ? octets.subarray(end.bodyAt) : Buffer.alloc(0);
  return { ...head, body: body.subarray(0, contentLength(head) ?? body.length) };
}

/** Where the empty line behind a header section stands, in either spelling of line ends. */
export function headEnd(octets: Buffer, from: number): { at: number; bodyAt: number } | undefined {
  const crlf = octets.indexOf('\r\n\r\n', from, 'latin1');
  const lf = octets.indexOf('\n\n', from, 'latin1');
  if (crlf === -1 && lf === -1) return undefined;
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { at: crlf, bodyAt: crlf + 4 };
  return { at: lf, bodyAt: lf + 2 };
}
