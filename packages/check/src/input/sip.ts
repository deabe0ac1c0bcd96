import type { TextLine } from './text-lines.js';

/** How SIP travelled; `tls` and `wss` hide it from those on the way. */
export type SignallingTransport = 'udp' | 'tcp' | 'sctp' | 'ws' | 'tls' | 'wss';

const transports = { UDP: 'udp', TCP: 'tcp', SCTP: 'sctp', WS: 'ws', TLS: 'tls', 'TLS-SCTP': 'tls', WSS: 'wss' } as const;

/** Whether a line begins a SIP message, with or without something before it (RFC 3261 §7.1, §7.2); a request may name `tel:` or `urn:` too. */
export function isSipStartLine(line: string): boolean {
  return (
    /\bSIP\/2\.0 \d{3}\b/.test(line) ||
    (/ SIP\/2\.0[ \t]*$/.test(line.slice(-32)) && /\b[A-Z]{3,16} [A-Za-z][\w+.-]{0,30}:/.test(line))
  );
}

/**
 * The transport that the topmost `Via` (RFC 3261 §20.42) of the message around each line names: one entry for each line.
 * A message lasts until the next one begins.
 */
export function signallingTransports(lines: readonly TextLine[]): readonly (SignallingTransport | undefined)[] {
  let current: SignallingTransport | undefined;
  let searching = false;
  return lines.map(({ text }) => {
    if (isSipStartLine(text)) {
      current = undefined;
      searching = true;
    } else if (searching) {
      const name = /(?:\b(?:Via|v)[ \t]{0,9}:|^)[ \t]{0,9}SIP[ \t]?\/[ \t]?2\.0[ \t]?\/[ \t]?([A-Za-z-]{2,8})/i
        .exec(text.slice(0, 4096))?.[1]
        ?.toUpperCase();
      if (name !== undefined) {
        current = Object.hasOwn(transports, name) ? transports[name as keyof typeof transports] : undefined;
        searching = false;
      }
    }
    return current;
  });
}
