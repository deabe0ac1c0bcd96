import { headEnd, header, type Message, readHead } from './message.js';

const deepest = 4;
const mostParts = 64;

/** The SDP that a message carries, inside of MIME parts too (RFC 2046 §5.1); `undefined` where there is none. */
export function sdpBody(message: Pick<Message, 'headers' | 'body'>): Buffer | undefined {
  return find(header(message, 'content-type') ?? '', message.body, 0);
}

function find(contentType: string, body: Buffer, depth: number): Buffer | undefined {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/sdp') return body;
  // Some RTSP servers and SIP stacks forget the type.
  if (type === '' && /^v=0[\r\n]/.test(body.toString('latin1', 0, 4))) return body;
  if (!type.startsWith('multipart/') || depth >= deepest) return undefined;
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  if (!boundary) return undefined;
  for (const part of partsOf(body, `--${boundary[1] ?? boundary[2]}`)) {
    const end = headEnd(part, 0);
    const head = end && readHead(`SIP/2.0 200 OK\r\n${part.toString('utf8', 0, end.at)}`);
    const found = head && find(header(head, 'content-type') ?? 'text/plain', part.subarray(end.bodyAt), depth + 1);
    if (found) return found;
  }
  return undefined;
}

function partsOf(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let from = body.indexOf(delimiter);
  while (from !== -1 && parts.length < mostParts) {
    const start = body.indexOf('\n', from + delimiter.length);
    const next = start === -1 ? -1 : body.indexOf(delimiter, start);
    // The line break before a delimiter belongs to the delimiter.
    if (next !== -1) parts.push(trimLineEnd(body.subarray(start + 1, next)));
    from = next;
  }
  return parts;
}

function trimLineEnd(octets: Buffer): Buffer {
  let end = octets.length;
  if (octets[end - 1] === 0x0a) end--;
  if (octets[end - 1] === 0x0d) end--;
  return octets.subarray(0, end);
}
