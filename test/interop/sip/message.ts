/** A SIP message (RFC 3261 §7): just as much as one call over UDP needs. */
export interface SipMessage {
  /** Of a request. */
  readonly method?: string;
  /** Of a response. */
  readonly status?: number;
  readonly startLine: string;
  /** In order; names as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export function parseSip(datagram: Buffer): SipMessage | undefined {
  const text = datagram.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined; // a keep-alive
  const [startLine = '', ...lines] = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  const status = /^SIP\/2\.0 (\d{3}) /.exec(startLine)?.[1];
  const kind = status ? { status: Number(status) } : { method: startLine.split(' ')[0] ?? '' };
  return { ...kind, startLine, headers, body: text.slice(end + 4) };
}

export function header(message: SipMessage, name: string): string {
  return message.headers.find(([of]) => of.toLowerCase() === name.toLowerCase())?.[1] ?? '';
}

export function formatSip(startLine: string, headers: readonly (readonly [string, string])[], body = ''): Buffer {
  const type: [string, string][] = body ? [['Content-Type', 'application/sdp']] : [];
  const all = [...headers, ...type, ['Content-Length', String(Buffer.byteLength(body))] as const];
  return Buffer.from(`${startLine}\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

/** The `tag` parameter of a From or To header. */
export const tagOf = (value: string): string | undefined => /;\s*tag=([^;\s]+)/i.exec(value)?.[1];

/** The URI inside a name-addr or addr-spec. */
export const uriOf = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]!.trim();
