import { type KeyMgmtLine, readMikeyMessage } from '@sdpsec/negotiation/reading';
import { announce, button, element } from './element.js';
import type { MikeyField } from './mikey-field.js';
import { layoutOf } from './mikey-layout.js';

/** More octets than these are not drawn: a page of cells for each certificate helps nobody. */
const mostCells = 4096;

/** A MIKEY message as a map of its octets beside a tree of its fields; what is chosen in one lights up in both. */
export function mikeyView(line: KeyMgmtLine, title: string): HTMLElement {
  const reading = readMikeyMessage(line);
  const heading = element('h2', {}, title);
  if (line.value.kind === 'problem' || reading?.kind !== 'message') {
    const why = line.value.kind === 'problem' ? line.value.message : reading?.kind === 'problem' ? reading.message : 'no MIKEY';
    return element('section', { class: 'mikey' }, heading, element('p', { class: 'refused' }, `cannot be read: ${why}`));
  }
  const { data } = line.value;
  const parts = layoutOf(reading.message, data, reading.bareKeys);
  const fields = parts.flatMap(part => part.fields);
  const lights = new Lights(fields, data);
  const tree = element('ul', { class: 'tree' });
  for (const part of parts) {
    const rows = part.fields.map(field => element('li', {}, lights.entry(field)));
    tree.append(element('li', {}, element('h3', {}, `${part.kind}, ${part.length} octets`), element('ul', {}, ...rows)));
  }
  const hidden = fields.some(({ secret }) => secret) ? [lights.keyButton()] : [];
  const map = element('div', { class: 'map' }, ...hidden, lights.map, lights.caption);
  const columns = element('div', { class: 'columns' }, map, tree);
  return element('section', { class: 'mikey' }, heading, columns);
}

/** The fields of one message, each with its entry in the tree and its cells in the map. */
class Lights {
  readonly map = element('div', {
    class: 'octets',
    role: 'group',
    tabindex: '0',
    'aria-label': 'octets of the message; arrow keys go from field to field',
  });
  /** What is lit, in words: its entry in the tree may be out of sight. */
  readonly caption = element('p');
  readonly #fields: readonly MikeyField[];
  readonly #octets: Uint8Array;
  readonly #cells: HTMLElement[][];
  readonly #entries = new Map<MikeyField, HTMLButtonElement>();
  readonly #values = new Map<MikeyField, HTMLElement>();
  #lit = -1;
  #keysShown = false;

  constructor(fields: readonly MikeyField[], octets: Uint8Array) {
    this.#fields = fields;
    this.#octets = octets;
    this.#cells = fields.map((field, at) => this.#cellsOf(field, at));
    this.map.append(...this.#cells.flat());
    if (octets.length > mostCells) this.map.append(element('p', {}, `${octets.length - mostCells} more octets are not drawn.`));
    this.map.addEventListener('keydown', event => this.#walk(event));
  }

  /** The entry of a field in the tree. */
  entry(field: MikeyField): HTMLElement {
    const value = element('span', { class: 'value' }, shownValue(field, false));
    const entry = element('button', { type: 'button', 'aria-pressed': 'false' }, `${field.name}: `, value);
    const at = this.#fields.indexOf(field);
    for (const kind of ['click', 'focus', 'mouseenter']) entry.addEventListener(kind, () => this.#light(at));
    this.#entries.set(field, entry);
    this.#values.set(field, value);
    return entry;
  }

  /** Shows and hides the octets that are keys: they are readable in the message, but need not be on a screen. */
  keyButton(): HTMLElement {
    const toggle = button('Show keys', () => {
      this.#keysShown = !this.#keysShown;
      toggle.textContent = this.#keysShown ? 'Hide keys' : 'Show keys';
      for (const [at, field] of this.#fields.entries()) {
        this.#values.get(field)?.replaceChildren(shownValue(field, this.#keysShown));
        for (const [i, cell] of (this.#cells[at] ?? []).entries()) cell.textContent = this.#digits(field, i);
      }
    });
    return toggle;
  }

  #cellsOf(field: MikeyField, at: number): HTMLElement[] {
    const count = Math.max(0, Math.min(field.length, mostCells - field.offset));
    return Array.from({ length: count }, (_, i) => {
      const cell = element('span', { class: at % 2 === 0 ? 'even' : 'odd' }, this.#digits(field, i));
      cell.addEventListener('click', () => this.#light(at));
      cell.addEventListener('mouseenter', () => this.#light(at));
      return cell;
    });
  }

  #digits(field: MikeyField, i: number): string {
    if (field.secret && !this.#keysShown) return '••';
    return (this.#octets[field.offset + i] as number).toString(16).padStart(2, '0');
  }

  #walk(event: KeyboardEvent): void {
    const last = this.#fields.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(last, this.#lit + 1),
      ArrowDown: Math.min(last, this.#lit + 1),
      ArrowLeft: Math.max(0, this.#lit - 1),
      ArrowUp: Math.max(0, this.#lit - 1),
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#light(next);
    announce(this.caption.textContent);
  }

  #light(at: number): void {
    this.#mark(this.#lit, false);
    this.#lit = at;
    this.#mark(at, true);
    const field = this.#fields[at];
    if (field) this.caption.textContent = `${field.name}: ${shownValue(field, this.#keysShown)}`;
    this.#reveal(this.#cells[at]?.[0]);
  }

  /** Scrolls the map, and nothing but the map. */
  #reveal(cell: HTMLElement | undefined): void {
    if (!cell) return;
    const { scrollTop, clientHeight } = this.map;
    const { offsetTop, offsetHeight } = cell;
    if (offsetTop < scrollTop) this.map.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) this.map.scrollTop = offsetTop + offsetHeight - clientHeight;
  }

  #mark(at: number, on: boolean): void {
    const field = this.#fields[at];
    if (!field) return;
    this.#entries.get(field)?.setAttribute('aria-pressed', String(on));
    for (const cell of this.#cells[at] ?? []) cell.classList.toggle('lit', on);
  }
}

function shownValue({ secret, value, length }: MikeyField, keysShown: boolean): string {
  return secret && !keysShown ? `hidden, ${length} octets` : value;
}
