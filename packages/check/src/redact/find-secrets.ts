import { MappedText } from '../input/mapped-text.js';
import { placeholder } from '../redacted.js';
import { credentials } from './credentials.js';
import { blanked, type HexDump, hexDumps } from './hex-dumps.js';
import { cryptoKeys, keyManagement, namedKeys, obsoleteKeys } from './key-spans.js';
import type { SecretSpan } from './secret-span.js';
import { readableDumps } from './tcp-dumps.js';
import { Traces } from './traces.js';
import { viewsOf } from './views.js';

const finders = [cryptoKeys, keyManagement, obsoleteKeys, credentials, namedKeys] as const;

/** All secrets of a text, in its order; none overlaps another, or a placeholder. */
export function findSecrets(text: string): SecretSpan[] {
  const dumps = hexDumps(text);
  const cover = new Cover(text);
  // What TCP cut is read joined first: a piece of a key does not say which key it is of.
  const readable = readableDumps(dumps);
  for (const dump of readable) for (const span of inDump(dump)) cover.take(span);
  const views = viewsOf(blanked(text, dumps));
  // What is unescaped shows best where a secret begins and ends.
  const unescaped = views.at(-1) as MappedText;
  for (const find of finders) for (const span of find(unescaped.text)) cover.take(inSource(span, unescaped));
  const traces = new Traces(cover.spans.map(({ value }) => value));
  const kinds = new Map(cover.spans.map(({ value, kind }) => [value.identity, kind]));
  const kindOf = (value: SecretSpan['value']) => kinds.get(value.identity) ?? 'master-key';
  for (const dump of readable)
    for (const { from, to, value } of traces.find(dump.text))
      for (const stretch of dump.stretches(from, to)) cover.take({ ...stretch, value, kind: kindOf(value) });
  for (const view of [MappedText.whole(text), ...views])
    for (const { from, to, value } of traces.find(view.text))
      cover.take(inSource({ from, to, value, kind: kindOf(value) }, view));
  return cover.inOrder();
}

/** Secrets that stand in the octets of a dump, each in as many pieces as the dump has it in. */
function* inDump(dump: HexDump): Iterable<SecretSpan> {
  const view = viewsOf(dump.text).at(-1) as MappedText;
  for (const find of finders)
    for (const span of find(view.text)) {
      const { from, to } = inSource(span, view);
      for (const stretch of dump.stretches(from, to)) yield { ...span, ...stretch };
    }
}

function inSource(span: SecretSpan, view: MappedText): SecretSpan {
  return { ...span, from: view.locate(span.from), to: view.locate(span.to) };
}

/** Which characters of a text are spoken for. */
class Cover {
  readonly spans: SecretSpan[] = [];
  readonly #text: string;
  readonly #taken: Uint8Array;

  constructor(text: string) {
    this.#text = text;
    this.#taken = new Uint8Array(text.length);
    for (const { index, 0: found } of text.matchAll(placeholder)) this.#taken.fill(1, index, index + found.length);
  }

  /** Takes what of a span is free. */
  take(span: SecretSpan): void {
    for (let from = span.from; from < span.to; ) {
      const end = this.#taken.subarray(0, span.to).indexOf(1, from);
      const to = end === -1 ? span.to : end;
      if (/[A-Za-z0-9]/.test(this.#text.slice(from, to))) this.#add({ ...span, from, to });
      from = to;
      while (from < span.to && this.#taken[from] === 1) from++;
    }
  }

  inOrder(): SecretSpan[] {
    return this.spans.sort((a, b) => a.from - b.from);
  }

  #add(span: SecretSpan): void {
    this.#taken.fill(1, span.from, span.to);
    const last = this.spans.at(-1);
    if (last?.to === span.from && last.value === span.value) this.spans[this.spans.length - 1] = { ...last, to: span.to };
    else this.spans.push(span);
  }
}
