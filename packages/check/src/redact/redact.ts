import type { SdpDocument } from '@sdpsec/negotiation/document';
import { toDocument } from '../check.js';
import { placeholder } from '../redacted.js';
import { findSecrets } from './find-secrets.js';
import type { SecretKind, SecretSpan } from './secret-span.js';

export { flowsWithGaps } from './tcp-dumps.js';
export { unreadDump } from './unread-dump.js';

/** A secret that was taken out. */
export interface RedactedSecret {
  /** `a1`, `a2`, ... in the order in which secrets appear: it says which are equal, and nothing else about them. */
  readonly mark: string;
  readonly kind: SecretKind;
  /** Octets where it was base64 or hexadecimal, else characters. */
  readonly size: number;
  readonly unit: 'octets' | 'characters';
  /** How often it appeared, whole or in part. */
  readonly times: number;
}

/** A text without its secrets. */
export interface Redaction {
  /** The text, all else as it was; `text` is its characters, `toBytes()` its octets in the encoding it had. */
  readonly document: SdpDocument;
  readonly secrets: readonly RedactedSecret[];
}

/**
 * Makes an SDP, SIP or RTSP message, log or other text safe to show: in place of each secret stands how long it was, and a mark that equal ones
 * share. Keys of `a=crypto`, usable or not, `a=key-mgmt` and KeyMgmt, `k=`, `a=ice-pwd`, the credentials of SIP and RTSP authentication, and
 * whatever else repeats one of these, whole or in part, in base64 or hexadecimal; in text that is escaped for JSON, syslog, URLs or XML too, and in
 * hexadecimal dumps of all these, digits and characters (xxd, hexdump, tcpdump, Wireshark).
 *
 * What was redacted before stays as it is, and its marks are not given to others. Any text is taken; linear in its length.
 *
 * @example
 * ```ts
 * redact('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^31').document.text;
 * // 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<redacted 30 octets #a1>|2^31'
 * ```
 */
export function redact(input: string | Uint8Array | SdpDocument): Redaction {
  let document = toDocument(input);
  const marks = new Marks(document.text);
  // A placeholder parts what stood together, and what is left may then read as a secret by itself.
  for (let pass = 0; pass < mostPasses; pass++) {
    const spans = findSecrets(document.text);
    if (spans.length === 0) break;
    const edits = spans.map(span => {
      const text = marks.placeholderFor(span);
      return { kind: 'splice', offset: span.from, length: span.to - span.from, text } as const;
    });
    document = document.edit(edits);
  }
  return { document, secrets: marks.secrets };
}

/** Text that is not made to do so needs two. */
const mostPasses = 8;

/** Gives out marks in order of appearance, behind those that the text has already. */
class Marks {
  readonly #secrets = new Map<string, RedactedSecret>();
  #last = 0;

  constructor(text: string) {
    for (const [found] of text.matchAll(placeholder)) this.#last = Math.max(this.#last, Number(/#a(\d+)/.exec(found)?.[1]));
  }

  get secrets(): readonly RedactedSecret[] {
    return [...this.#secrets.values()];
  }

  placeholderFor({ kind, value }: SecretSpan): string {
    const known = this.#secrets.get(value.identity);
    const secret = known ?? {
      mark: `a${++this.#last}`,
      kind,
      ...(value.octets
        ? { size: value.octets.length, unit: 'octets' }
        : ({ size: value.text.length, unit: 'characters' } as const)),
      times: 0,
    };
    this.#secrets.set(value.identity, { ...secret, times: secret.times + 1 });
    return `<redacted ${secret.size} ${secret.unit} #${secret.mark}>`;
  }
}
