import { type Position, SdpDocument } from '@sdpsec/negotiation/document';
import { toDocument } from '../check.js';
import { descriptionBlocks } from './blocks.js';
import { MappedText } from './mapped-text.js';
import { type SignallingTransport, signallingTransports } from './sip.js';
import { textLines } from './text-lines.js';
import { unescapeText } from './unescape.js';

/**
 * An SDP as it was found in a file. It holds keys, so only its size shows.
 *
 * @example
 * ```ts
 * const [found] = findDescriptions(log);
 * for (const { offset, message } of check(found.document)) console.log(found.position(offset).line, message);
 * ```
 */
export class FoundDescription {
  readonly document: SdpDocument;
  /** Topmost `Via` of the SIP message around it, if one is there. */
  readonly transport: SignallingTransport | undefined;
  readonly #mapped: MappedText;
  readonly #source: SdpDocument;

  /** @internal */
  constructor(document: SdpDocument, mapped: MappedText, source: SdpDocument, transport: SignallingTransport | undefined) {
    this.document = document;
    this.#mapped = mapped;
    this.#source = source;
    this.transport = transport;
  }

  /** An SDP that stands alone. */
  static whole(document: SdpDocument, transport?: SignallingTransport): FoundDescription {
    return new FoundDescription(document, MappedText.whole(document.text), document, transport);
  }

  /** Line and column, in the file, of an offset of the SDP. */
  position(offset: number): Position {
    return this.#source.position(this.#mapped.locate(offset));
  }

  toJSON(): string {
    return this.document.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toJSON();
  }
}

/**
 * Finds the SDPs in what people have at hand: an SDP or a part of one, SIP messages (multipart bodies too), a JSON string
 * with `\r\n`, syslog with `#015#012`, log lines with a prefix, `^M` at the line ends. Linear in the size of the text.
 *
 * @throws `CheckError` `bad-input` for what is no text and no octets.
 * @example
 * ```ts
 * for (const found of findDescriptions(log)) console.log(found.transport, check(found.document));
 * ```
 */
export function findDescriptions(input: string | Uint8Array): FoundDescription[] {
  const plain = toDocument(input);
  const source = plain.text;
  const readable = unescapeText(MappedText.whole(source));
  const lines = textLines(readable.text);
  const transports = signallingTransports(lines);
  return descriptionBlocks(readable.text, lines).map(block => {
    const mapped = readable.pick(block.ranges);
    // The very file keeps its octets; what was taken out of other text is text.
    const document = mapped.text === source ? plain : SdpDocument.parse(mapped.text);
    return new FoundDescription(document, mapped, plain, transports[block.start]);
  });
}
